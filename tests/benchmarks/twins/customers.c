/* The customers' month in C: the same equations, keyed draws and sums as the phase "experience".
 *
 * staged_month: short loops over blocks of 1,024 customers that the compiler turns into vector instructions,
 *   with the friends of those who look round fetched ahead. It is built with -O3 -march=native -ffast-math.
 * fused_month: one plain loop over customers, as one would write it first. It is built with -O3.
 *
 * exp, log and pow are the compiler's: vectorised by its own library in the staged form.
 */
#include <math.h>
#include <omp.h>
#include <stdint.h>

#define BLOCK 1024
#define MOST_ATTRIBUTES 16
#define MOST_FIRMS 64
#define FIXED 1048576.0

typedef struct {
    double leniency, leniency_of_attribute, optimism, image_prior, value_taste, experience_noise, assimilation;
    double should_weight, curvature, loss_aversion, will_update, image_on_will, image_centre, price_in_value;
    double constant, quality_effect, disconfirmation_effect, value_effect, image_effect, memory, image_update;
    double talk_rate, dissatisfied_talk, satisfied_talk, neutral_satisfaction;
    double threshold, rate, recovery;
    double consider_rate, consider_slope, asked_effect, kept, satisfaction_weight, price_weight, inertia, taste;
    double not_buying, purchase_rate;
    uint64_t seed, month;
    int64_t customers, firms, segments, attributes, nodes, friends, columns;
    uint8_t *segment;
    uint16_t *firm, *friends_firm, *outlet, *tenure;
    double *satisfaction, *image, *quality, *asked, *will;
    int16_t *traits;
    uint32_t *links;
    uint8_t *served;
    double *relative_price, *lift, *handling, *chance_asked, *expected, *rivals, *met, *delivered, *weight;
    double *should, *kano, *reputation, *outlet_until;
    int64_t *first_outlet;
    uint16_t *outlets;
    int64_t *table, *asks; /* one of each for every thread */
} Market;

enum { EXPERIENCE_NOISE = 120, ASK_FOR_UNITS = 121, COMPLAIN = 122, HANDLED_DRAW = 123, CONSIDER = 124,
       MEET = 125, CHOOSE = 126, ASKED_DRAW = 127, OUTLET = 102, FIRM_TASTE = 108 };
enum { OPTIMISM, IMAGE_PRIOR, VALUE_TASTE, LENIENCY, OWN_LENIENCY };
enum { CUSTOMERS, LEFT, WON, CONSIDERED, ASKED, DISSATISFIED, COMPLAINTS, HANDLED, PROMOTERS, DETRACTORS, TENURE,
       SATISFACTION, SQUARE, CUBE, INTENT, IMAGE, QUALITY, EXPECTATION, TALK, TALK_QUALITY, SURPLUS, KEPT, YEAR_AGO, PERCEIVED_GAP,
       OCCASIONS_LOW, OCCASIONS_MIDDLE, OCCASIONS_HIGH, REPURCHASES_LOW, REPURCHASES_MIDDLE, REPURCHASES_HIGH,
       OFFER, FOUND, MENDED, COLUMNS };

static inline uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

static const uint64_t GOLDEN = 0x9E3779B97F4A7C15ull;

static inline uint64_t key(uint64_t seed, uint64_t decision, uint64_t month)
{
    return mix((mix(seed * GOLDEN + GOLDEN) ^ decision) * GOLDEN + month);
}

static inline double uniform(uint64_t key, uint64_t who)
{
    return (double)(int64_t)(mix(mix(who * GOLDEN + GOLDEN) ^ key) >> 11) * (1.0 / 9007199254740992.0);
}

static inline double normal(double u)
{
    u = fmin(fmax(u, 5.551115123125783e-17), 0.9999999999999999);
    double w = -log(4.0 * u * (1.0 - u));
    double above = 1.25332468 + w * (0.527954309 + w * (0.115179511 + w * (0.0166237946
        + w * (0.00168509874 + w * 2.99100067e-05))));
    double below = 1.0 + w * (0.159516742 + w * (0.0369467221 + w * (0.0043065048
        + w * (0.000218749301 + w * 8.40953362e-07))));
    return (2.0 * u - 1.0) * above / below;
}

static inline double gumbel(double u)
{
    return -log(-log(fmin(fmax(u, 1e-16), 1.0 - 1e-16)));
}

static inline double value_of_gap(const Market *m, double gap, double kano)
{
    double size = pow(fabs(gap), m->curvature);
    return gap >= 0.0 ? 2.0 * kano * size : -m->loss_aversion * 2.0 * (1.0 - kano) * size;
}

static inline double talk(const Market *m, double satisfaction)
{
    double below = fmax((m->neutral_satisfaction - satisfaction) / m->neutral_satisfaction, 0.0);
    double above = fmax((satisfaction - m->neutral_satisfaction) / (100.0 - m->neutral_satisfaction), 0.0);
    double said = 1.0 + m->dissatisfied_talk * sqrt(below) + m->satisfied_talk * above * above;
    return fmin(m->talk_rate * said, 1.0);
}

static inline double chance_to_consider(const Market *m, double satisfaction, double asked)
{
    double chance = m->consider_rate * exp(m->consider_slope * (70.0 - satisfaction));
    return fmin(chance * (1.0 - m->asked_effect * asked), 1.0);
}

static inline double utility(const Market *m, double satisfaction, double price)
{
    return m->satisfaction_weight * satisfaction / 100.0 - m->price_weight * (price - 1.0);
}

static inline double surplus(const Market *m, double own, double rivals)
{
    double gain = log(1.0 + (own + rivals) * exp(-m->not_buying));
    return m->price_weight > 0.0 ? gain / m->price_weight : 0.0;
}

static inline int meet(const Market *m, double draw)
{
    int f = 0, firms = (int)m->firms;
    if (firms == 0 || m->met[firms - 1] <= 0.0) return firms;
    while (f < firms - 1 && draw * m->met[firms - 1] >= m->met[f]) f++;
    return f;
}

static inline int outlet_of(const Market *m, int firm, double draw)
{
    int64_t first = m->first_outlet[firm], last = m->first_outlet[firm + 1], place = first;
    if (first == last) return (int)m->nodes;
    while (place < last - 1 && draw * m->outlet_until[last - 1] >= m->outlet_until[place]) place++;
    return m->outlets[place];
}

/* Look at the own firm, the friends' and one met; return the firm chosen, or the number of firms for none. */
static int choose(const Market *m, uint64_t who)
{
    int none = (int)m->firms, best = none, count = 0, offers[MOST_FIRMS];
    uint64_t choosing = key(m->seed, CHOOSE, m->month), liking = key(m->seed, FIRM_TASTE, 0);
    double most = m->not_buying + gumbel(uniform(choosing, who * 1024 + 1023));
    for (int place = 0; place < m->friends + 2; place++) {
        int f, new = 1;
        if (place == 0) f = m->firm[who];
        else if (place <= m->friends) f = m->friends_firm[m->links[who * m->friends + place - 1]];
        else f = meet(m, uniform(key(m->seed, MEET, m->month), who));
        if (!m->served[f]) continue;
        for (int k = 0; k < count; k++) new &= offers[k] != f;
        if (!new) continue;
        offers[count++] = f;
        int own = f == m->firm[who];
        double felt = own ? m->satisfaction[who] : m->expected[f * m->segments + m->segment[who]];
        double worth = utility(m, felt, m->relative_price[f]) + (own ? m->inertia : 0.0)
            + m->taste * normal(uniform(liking, who * 1024 + f)) + gumbel(uniform(choosing, who * 1024 + f));
        if (worth > most) most = worth, best = f;
    }
    return best;
}

/* Move to a firm, or to none, and begin with what is known of it. */
static void move(const Market *m, uint64_t who, int to)
{
    int none = (int)m->firms;
    double known = 0.0, expected = 0.0;
    m->firm[who] = to;
    m->outlet[who] = m->nodes;
    m->satisfaction[who] = 0.0;
    if (to != none) {
        known = m->reputation[to * m->segments + m->segment[who]];
        m->outlet[who] = outlet_of(m, to, uniform(key(m->seed, OUTLET, 0), who));
        m->satisfaction[who] = m->expected[to * m->segments + m->segment[who]];
        expected = known + m->traits[OPTIMISM * m->customers + who] * m->optimism / 4096.0;
    }
    m->image[who] = m->quality[who] = known;
    for (int a = 0; a < m->attributes; a++) m->will[a * m->customers + who] = expected;
}

static void block(const Market *m, int64_t start, int64_t stop, int64_t *restrict table, int64_t *restrict asks)
{
    int n = (int)(stop - start), A = (int)m->attributes, none = (int)m->firms, found = 0;
    int64_t S = m->segments, columns = m->columns;
    uint64_t seed = m->seed, month = m->month;
    uint8_t *restrict segment = m->segment + start, ended[BLOCK];
    uint16_t *restrict firm = m->firm + start, *restrict outlet = m->outlet + start;
    uint16_t *restrict tenure = m->tenure + start, was[BLOCK], looking[BLOCK], chosen[BLOCK];
    uint32_t rows[BLOCK], moved[BLOCK];
    double *restrict satisfaction = m->satisfaction + start, *restrict image = m->image + start;
    double *restrict remembered = m->quality + start, *restrict asked = m->asked + start;
    const int16_t *restrict optimism = m->traits + OPTIMISM * m->customers + start;
    const int16_t *restrict prior = m->traits + IMAGE_PRIOR * m->customers + start;
    const int16_t *restrict taste = m->traits + VALUE_TASTE * m->customers + start;
    const int16_t *restrict leniency = m->traits + LENIENCY * m->customers + start;
    static _Thread_local double perceived[MOST_ATTRIBUTES][BLOCK], gap[MOST_ATTRIBUTES][BLOCK];
    double price[BLOCK], lift[BLOCK], chance[BLOCK], delivered[BLOCK], weight[BLOCK], should[BLOCK];
    double quality[BLOCK], disconfirmation[BLOCK], expectation[BLOCK], said[BLOCK], draws[BLOCK], sizes[BLOCK];
    uint64_t k;

    for (int i = 0; i < n; i++) price[i] = m->relative_price[firm[i]];
    for (int i = 0; i < n; i++) lift[i] = m->lift[firm[i]];
    for (int i = 0; i < n; i++) chance[i] = m->chance_asked[firm[i]];
    for (int i = 0; i < n; i++) quality[i] = disconfirmation[i] = expectation[i] = 0.0;
    for (int a = 0; a < A; a++) {
        double *restrict will = m->will + a * m->customers + start;
        double *restrict seen = perceived[a], *restrict missed = gap[a];
        const int16_t *restrict own = m->traits + (OWN_LENIENCY + a) * m->customers + start;
        const double *d = m->delivered + a * (m->nodes + 1), *w = m->weight + a * S, *s = m->should + a * S;
        double step = m->leniency / 4096.0, own_step = m->leniency_of_attribute / 4096.0;
        double noise = m->experience_noise, assimilation = m->assimilation, kano = m->kano[a];
        double should_weight = m->should_weight, optimism_step = m->optimism / 4096.0;
        double curvature = m->curvature, pleases = 2.0 * kano, hurts = -m->loss_aversion * 2.0 * (1.0 - kano);
        double effect = m->image_on_will, centre = m->image_centre, rate = m->will_update;
        k = key(seed, EXPERIENCE_NOISE, month);
        for (int i = 0; i < n; i++) delivered[i] = d[outlet[i]];
        for (int i = 0; i < n; i++) weight[i] = w[segment[i]];
        for (int i = 0; i < n; i++) should[i] = s[segment[i]];
        for (int i = 0; i < n; i++) draws[i] = uniform(k, (start + i) * 64 + a);
        for (int i = 0; i < n; i++) {
            double lasting = leniency[i] * step + own[i] * own_step;
            double got = delivered[i] + lasting + noise * normal(draws[i]);
            seen[i] = (1.0 - assimilation) * got + assimilation * will[i];
        }
        for (int i = 0; i < n; i++)
            missed[i] = seen[i] - ((1.0 - should_weight) * will[i] + should_weight * should[i]);
        for (int i = 0; i < n; i++) sizes[i] = pow(fabs(missed[i]), curvature);
        for (int i = 0; i < n; i++) disconfirmation[i] += weight[i] * sizes[i] * (missed[i] >= 0.0 ? pleases : hurts);
        for (int i = 0; i < n; i++) {
            quality[i] += weight[i] * seen[i];
            expectation[i] += weight[i] * will[i];
            double target = seen[i] + effect * (image[i] - centre) + optimism[i] * optimism_step;
            will[i] += rate * (target - will[i]) + lift[i];
        }
    }
    double memory = m->memory;
    for (int i = 0; i < n; i++) {
        double value = quality[i] - m->price_in_value * (price[i] - 1.0) + taste[i] * (m->value_taste / 4096.0);
        double level = m->constant + m->quality_effect * quality[i] + m->disconfirmation_effect * disconfirmation[i]
            + m->value_effect * value + m->image_effect * image[i];
        satisfaction[i] = memory * satisfaction[i] + (1.0 - memory) * 100.0 / (1.0 + exp(-level));
        remembered[i] = memory * remembered[i] + (1.0 - memory) * quality[i];
    }
    k = key(seed, COMPLAIN, month);
    uint64_t handling = key(seed, HANDLED_DRAW, month);
    for (int i = 0; i < n; i++) {
        ended[i] = 0;
        if (satisfaction[i] < m->threshold) {
            ended[i] = 1;
            if (uniform(k, start + i) < m->rate) {
                ended[i] = 2;
                if (uniform(handling, start + i) < m->handling[firm[i]]) {
                    ended[i] = 3;
                    satisfaction[i] += m->recovery * fmax(70.0 - satisfaction[i], 0.0);
                }
            }
        }
    }
    for (int i = 0; i < n; i++) {
        double own = m->image_centre + prior[i] * (m->image_prior / 4096.0);
        image[i] += m->image_update * (0.5 * satisfaction[i] / 100.0 + 0.5 * own - image[i]);
    }
    for (int i = 0; i < n; i++) said[i] = talk(m, satisfaction[i]);
    double kept = m->kept;
    k = key(seed, ASKED_DRAW, month);
    for (int i = 0; i < n; i++) asked[i] = uniform(k, start + i) < chance[i] ? 1.0 : asked[i] * kept;

    for (int i = 0; i < n; i++) was[i] = firm[i];
    for (int i = 0; i < n; i++) rows[i] = firm[i] * S + segment[i];
    for (int i = 0; i < n; i++) {
        if (!m->served[firm[i]]) continue;
        int64_t *cell = table + rows[i] * columns;
        cell[ASKED] += asked[i] == 1.0;
        cell[DISSATISFIED] += ended[i] >= 1;
        cell[COMPLAINTS] += ended[i] >= 2;
        cell[HANDLED] += ended[i] >= 3;
        cell[TALK] += (int64_t)(said[i] * FIXED);
        cell[TALK_QUALITY] += (int64_t)(said[i] * quality[i] * FIXED);
    }

    for (int i = 0; i < n; i++) chance[i] = chance_to_consider(m, satisfaction[i], asked[i]);
    k = key(seed, CONSIDER, month);
    for (int i = 0; i < n; i++) draws[i] = uniform(k, start + i);
    for (int i = 0; i < n; i++) {
        looking[found] = i;
        found += !m->served[firm[i]] | (draws[i] < chance[i]);
    }
    for (int j = 0; j < found; j++)
        for (int place = 0; place < m->friends; place++)
            __builtin_prefetch(m->friends_firm + m->links[(start + looking[j]) * m->friends + place]);
    for (int j = 0; j < found; j++) chosen[j] = choose(m, start + looking[j]);
    for (int j = 0; j < found; j++) {
        int i = looking[j];
        if (chosen[j] == none || chosen[j] != firm[i]) move(m, start + i, chosen[j]);
        if (firm[i] == was[i]) continue;
        chance[i] = chance_to_consider(m, satisfaction[i], 0.0);
        quality[i] = remembered[i];
        expectation[i] = m->will[start + i];
        for (int a = 0; a < A; a++) perceived[a][i] = remembered[i], gap[a][i] = 0.0;
    }
    for (int i = 0; i < n; i++) {
        int stays = firm[i] == was[i] && firm[i] != none;
        tenure[i] = stays ? (tenure[i] < 65535 ? tenure[i] + 1 : 65535) : 0;
        asked[i] = stays ? asked[i] : 0.0;
    }

    for (int i = 0; i < n; i++) moved[i] = firm[i] * S + segment[i];
    for (int i = 0; i < n; i++) price[i] = m->relative_price[firm[i]];
    for (int i = 0; i < n; i++) weight[i] = m->rivals[moved[i]];
    for (int i = 0; i < n; i++) should[i] = exp(utility(m, satisfaction[i], price[i]));
    for (int i = 0; i < n; i++) should[i] = surplus(m, firm[i] < none ? should[i] : 0.0, weight[i]);
    for (int j = 0; j < found; j++) {
        int i = looking[j];
        table[rows[i] * columns + CONSIDERED]++;
        if (rows[i] == moved[i]) continue;
        table[rows[i] * columns + LEFT]++;
        table[moved[i] * columns + WON]++;
    }
    for (int i = 0; i < n; i++) {
        int64_t *cell = table + moved[i] * columns;
        cell[CUSTOMERS]++;
        cell[SURPLUS] += (int64_t)(should[i] * FIXED);
        if (firm[i] == none) continue;
        double level = satisfaction[i] / 100.0;
        int answer = (int)floor(satisfaction[i] / 10.0 + 0.5);
        cell[PROMOTERS] += answer >= 9;
        cell[DETRACTORS] += answer <= 6;
        cell[TENURE] += tenure[i];
        cell[KEPT] += tenure[i] >= 12;
        cell[SATISFACTION] += (int64_t)(satisfaction[i] * FIXED);
        cell[SQUARE] += (int64_t)(level * level * FIXED);
        cell[CUBE] += (int64_t)(level * level * level * FIXED);
        cell[INTENT] += (int64_t)((1.0 - chance[i]) * FIXED);
        cell[IMAGE] += (int64_t)(image[i] * FIXED);
        cell[QUALITY] += (int64_t)(quality[i] * FIXED);
        cell[EXPECTATION] += (int64_t)(expectation[i] * FIXED);
        for (int a = 0; a < A; a++) {
            cell[COLUMNS + 2 * a] += (int64_t)(perceived[a][i] * FIXED);
            cell[COLUMNS + 2 * a + 1] += (int64_t)(gap[a][i] * FIXED);
        }
    }
    k = key(seed, ASK_FOR_UNITS, month + 1);
    for (int i = 0; i < n; i++) draws[i] = uniform(k, start + i);
    for (int i = 0; i < n; i++) asks[outlet[i]] += draws[i] < m->purchase_rate;
}

void staged_month(const Market *m, int threads)
{
    int64_t cells = (m->firms + 1) * m->segments * m->columns, blocks = (m->customers + BLOCK - 1) / BLOCK;
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int64_t b = 0; b < blocks; b++) {
        int64_t stop = (b + 1) * BLOCK < m->customers ? (b + 1) * BLOCK : m->customers;
        block(m, b * BLOCK, stop, m->table + omp_get_thread_num() * cells,
              m->asks + omp_get_thread_num() * (m->nodes + 1));
    }
}

static void one(const Market *m, int64_t i, int64_t *table, int64_t *asks)
{
    int none = (int)m->firms, was = m->firm[i], s = m->segment[i], ended = 0;
    int64_t S = m->segments, n = m->customers;
    int64_t *cell = table + (was * S + s) * m->columns;
    double quality = 0.0, disconfirmation = 0.0, expectation = 0.0, price = m->relative_price[was];
    double perceived[MOST_ATTRIBUTES], gap[MOST_ATTRIBUTES];
    double optimism = m->traits[OPTIMISM * n + i] * m->optimism / 4096.0;
    double leniency = m->traits[LENIENCY * n + i] * m->leniency / 4096.0;
    for (int a = 0; a < m->attributes; a++) {
        double *will = m->will + a * n + i, weight = m->weight[a * S + s];
        double own = m->traits[(OWN_LENIENCY + a) * n + i] * m->leniency_of_attribute / 4096.0;
        double noise = m->experience_noise * normal(uniform(key(m->seed, EXPERIENCE_NOISE, m->month), i * 64 + a));
        double got = m->delivered[a * (m->nodes + 1) + m->outlet[i]] + leniency + own + noise;
        perceived[a] = (1.0 - m->assimilation) * got + m->assimilation * *will;
        gap[a] = perceived[a] - ((1.0 - m->should_weight) * *will + m->should_weight * m->should[a * S + s]);
        disconfirmation += weight * value_of_gap(m, gap[a], m->kano[a]);
        quality += weight * perceived[a];
        expectation += weight * *will;
        double target = perceived[a] + m->image_on_will * (m->image[i] - m->image_centre) + optimism;
        *will += m->will_update * (target - *will) + m->lift[was];
    }
    double taste = m->traits[VALUE_TASTE * n + i] * m->value_taste / 4096.0;
    double value = quality - m->price_in_value * (price - 1.0) + taste;
    double level = m->constant + m->quality_effect * quality + m->disconfirmation_effect * disconfirmation
        + m->value_effect * value + m->image_effect * m->image[i];
    double satisfaction = m->memory * m->satisfaction[i] + (1.0 - m->memory) * 100.0 / (1.0 + exp(-level));
    m->quality[i] = m->memory * m->quality[i] + (1.0 - m->memory) * quality;
    if (satisfaction < m->threshold) {
        ended = 1;
        if (uniform(key(m->seed, COMPLAIN, m->month), i) < m->rate) {
            ended = 2;
            if (uniform(key(m->seed, HANDLED_DRAW, m->month), i) < m->handling[was]) {
                ended = 3;
                satisfaction += m->recovery * fmax(70.0 - satisfaction, 0.0);
            }
        }
    }
    m->satisfaction[i] = satisfaction;
    double prior = m->image_centre + m->traits[IMAGE_PRIOR * n + i] * m->image_prior / 4096.0;
    m->image[i] += m->image_update * (0.5 * satisfaction / 100.0 + 0.5 * prior - m->image[i]);
    double said = talk(m, satisfaction);
    int was_asked = uniform(key(m->seed, ASKED_DRAW, m->month), i) < m->chance_asked[was];
    m->asked[i] = was_asked ? 1.0 : m->asked[i] * m->kept;
    if (m->served[was]) {
        cell[ASKED] += was_asked;
        cell[DISSATISFIED] += ended >= 1;
        cell[COMPLAINTS] += ended >= 2;
        cell[HANDLED] += ended >= 3;
        cell[TALK] += (int64_t)(said * FIXED);
        cell[TALK_QUALITY] += (int64_t)(said * quality * FIXED);
    }

    double chance = chance_to_consider(m, satisfaction, m->asked[i]);
    if (!m->served[was] || uniform(key(m->seed, CONSIDER, m->month), i) < chance) {
        int to = choose(m, i);
        if (to == none || to != was) move(m, i, to);
        cell[CONSIDERED]++;
    }
    int firm = m->firm[i];
    int64_t *now = table + (firm * S + s) * m->columns;
    if (firm != was) {
        cell[LEFT]++;
        now[WON]++;
        chance = chance_to_consider(m, m->satisfaction[i], 0.0);
        quality = m->quality[i];
        expectation = m->will[i];
        for (int a = 0; a < m->attributes; a++) perceived[a] = quality, gap[a] = 0.0;
    }
    int stays = firm == was && firm != none;
    m->tenure[i] = stays ? (m->tenure[i] < 65535 ? m->tenure[i] + 1 : 65535) : 0;
    if (!stays) m->asked[i] = 0.0;

    satisfaction = m->satisfaction[i];
    double own = firm < none ? exp(utility(m, satisfaction, m->relative_price[firm])) : 0.0;
    now[CUSTOMERS]++;
    now[SURPLUS] += (int64_t)(surplus(m, own, m->rivals[firm * S + s]) * FIXED);
    if (firm != none) {
        int answer = (int)floor(satisfaction / 10.0 + 0.5);
        double part = satisfaction / 100.0;
        now[PROMOTERS] += answer >= 9;
        now[DETRACTORS] += answer <= 6;
        now[TENURE] += m->tenure[i];
        now[KEPT] += m->tenure[i] >= 12;
        now[SATISFACTION] += (int64_t)(satisfaction * FIXED);
        now[SQUARE] += (int64_t)(part * part * FIXED);
        now[CUBE] += (int64_t)(part * part * part * FIXED);
        now[INTENT] += (int64_t)((1.0 - chance) * FIXED);
        now[IMAGE] += (int64_t)(m->image[i] * FIXED);
        now[QUALITY] += (int64_t)(quality * FIXED);
        now[EXPECTATION] += (int64_t)(expectation * FIXED);
        for (int a = 0; a < m->attributes; a++) {
            now[COLUMNS + 2 * a] += (int64_t)(perceived[a] * FIXED);
            now[COLUMNS + 2 * a + 1] += (int64_t)(gap[a] * FIXED);
        }
    }
    asks[m->outlet[i]] += uniform(key(m->seed, ASK_FOR_UNITS, m->month + 1), i) < m->purchase_rate;
}

void fused_month(const Market *m, int threads)
{
    int64_t cells = (m->firms + 1) * m->segments * m->columns;
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int64_t i = 0; i < m->customers; i++)
        one(m, i, m->table + omp_get_thread_num() * cells, m->asks + omp_get_thread_num() * (m->nodes + 1));
}

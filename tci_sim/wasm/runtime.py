"""What the compiler's runtime gives native code, for WebAssembly: memory, and a few functions of C.

Blocks are kept in lists by size, in powers of 2. Each begins with its head: who holds it, three addresses that only
native code needs, where its bytes begin, how many were asked for, and its list. Nothing here is threaded.
"""

from __future__ import annotations

RUNTIME = """
@tci.heap = internal global i64 0
@tci.free = internal global [64 x i64] zeroinitializer
declare i64 @llvm.ctlz.i64(i64, i1)
declare i32 @llvm.wasm.memory.size.i32(i32)
declare i32 @llvm.wasm.memory.grow.i32(i32, i32)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare void @llvm.trap()

; Let blocks begin at an address, and forget all blocks there were.
define void @set_heap(i32 %from) {
  %start = zext i32 %from to i64
  store i64 %start, ptr @tci.heap
  call void @llvm.memset.p0.i64(ptr @tci.free, i8 0, i64 512, i1 false)
  ret void
}

; Where the blocks that were ever asked for end.
define i32 @heap_end() {
  %top = load i64, ptr @tci.heap
  %end = trunc i64 %top to i32
  ret i32 %end
}

define ptr @NRT_MemInfo_alloc_safe_aligned(i64 %size, i32 %align) noinline {
  %whole = add i64 %size, 63
  %zeros = call i64 @llvm.ctlz.i64(i64 %whole, i1 false)
  %class = sub i64 64, %zeros
  %slot = getelementptr [64 x i64], ptr @tci.free, i64 0, i64 %class
  %head = load i64, ptr %slot
  %has = icmp ne i64 %head, 0
  br i1 %has, label %reuse, label %fresh
reuse:
  %old = inttoptr i64 %head to ptr
  %next = load i64, ptr %old
  store i64 %next, ptr %slot
  br label %done
fresh:
  %top = load i64, ptr @tci.heap
  %bytes = shl i64 1, %class
  %end = add i64 %top, %bytes
  %pages = call i32 @llvm.wasm.memory.size.i32(i32 0)
  %pages64 = zext i32 %pages to i64
  %have = shl i64 %pages64, 16
  %short = icmp ugt i64 %end, %have
  br i1 %short, label %grow, label %take
grow:
  %lack = sub i64 %end, %have
  %lacking = lshr i64 %lack, 16
  %more = add i64 %lacking, 1
  %more32 = trunc i64 %more to i32
  %grown = call i32 @llvm.wasm.memory.grow.i32(i32 0, i32 %more32)
  %refused = icmp eq i32 %grown, -1
  br i1 %refused, label %none, label %take
none:
  ret ptr null
take:
  store i64 %end, ptr @tci.heap
  %new = inttoptr i64 %top to ptr
  br label %done
done:
  %block = phi ptr [ %old, %reuse ], [ %new, %take ]
  %data = getelementptr i8, ptr %block, i32 64
  store { i64, ptr, ptr, ptr, i64 } { i64 1, ptr null, ptr null, ptr null, i64 0 }, ptr %block
  %where = getelementptr { i64, ptr, ptr, ptr, i64 }, ptr %block, i32 0, i32 3
  store ptr %data, ptr %where
  %asked = getelementptr { i64, ptr, ptr, ptr, i64 }, ptr %block, i32 0, i32 4
  store i64 %size, ptr %asked
  %list = getelementptr i8, ptr %block, i32 48
  store i64 %class, ptr %list
  ret ptr %block
}

define ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) {
  %block = call ptr @NRT_MemInfo_alloc_safe_aligned(i64 %size, i32 %align)
  ret ptr %block
}

define void @NRT_MemInfo_call_dtor(ptr %block) noinline {
  %list = getelementptr i8, ptr %block, i32 48
  %class = load i64, ptr %list
  %slot = getelementptr [64 x i64], ptr @tci.free, i64 0, i64 %class
  %head = load i64, ptr %slot
  store i64 %head, ptr %block
  %address = ptrtoint ptr %block to i64
  store i64 %address, ptr %slot
  ret void
}

; Room for bytes that nobody counts the holders of.
define noalias ptr @NRT_Allocate(i64 %size) {
  %block = call ptr @NRT_MemInfo_alloc_safe_aligned(i64 %size, i32 32)
  %none = icmp eq ptr %block, null
  %data = getelementptr i8, ptr %block, i32 64
  %room = select i1 %none, ptr null, ptr %data
  ret ptr %room
}

define void @NRT_Free(ptr %data) {
  %block = getelementptr i8, ptr %data, i32 -64
  call void @NRT_MemInfo_call_dtor(ptr %block)
  ret void
}

declare double @llvm.floor.f64(double)
declare double @llvm.ceil.f64(double)
declare double @llvm.sqrt.f64(double)
define double @floor(double %x) alwaysinline {
  %y = call double @llvm.floor.f64(double %x)
  ret double %y
}
define double @ceil(double %x) alwaysinline {
  %y = call double @llvm.ceil.f64(double %x)
  ret double %y
}
define double @sqrt(double %x) alwaysinline {
  %y = call double @llvm.sqrt.f64(double %x)
  ret double %y
}

; Only ever asked of whole arrays, whose numbers lie in a row: their strides follow from their shape.
define i32 @numba_attempt_nocopy_reshape(i64 %d, ptr %dims, ptr %strides, i64 %count, ptr %newdims,
                                         ptr %newstrides, i64 %itemsize, i32 %f) {
entry:
  br label %loop
loop:
  %k = phi i64 [ %count, %entry ], [ %j, %body ]
  %stride = phi i64 [ %itemsize, %entry ], [ %next, %body ]
  %go = icmp sgt i64 %k, 0
  br i1 %go, label %body, label %end
body:
  %j = sub i64 %k, 1
  %where = getelementptr i64, ptr %newstrides, i64 %j
  store i64 %stride, ptr %where
  %long = getelementptr i64, ptr %newdims, i64 %j
  %size = load i64, ptr %long
  %next = mul i64 %stride, %size
  br label %loop
end:
  ret i32 1
}
"""
"""What phases call, and `set_heap` and `heap_end` for whoever runs them."""

PRODUCT = """
define void @__multi3(ptr %out, i64 %a_low, i64 %a_high, i64 %b_low, i64 %b_high) {
  %a0 = and i64 %a_low, 4294967295
  %a1 = lshr i64 %a_low, 32
  %b0 = and i64 %b_low, 4294967295
  %b1 = lshr i64 %b_low, 32
  %p00 = mul i64 %a0, %b0
  %p01 = mul i64 %a0, %b1
  %p10 = mul i64 %a1, %b0
  %p11 = mul i64 %a1, %b1
  %c0 = lshr i64 %p00, 32
  %middle0 = add i64 %p10, %c0
  %middle0_low = and i64 %middle0, 4294967295
  %middle0_high = lshr i64 %middle0, 32
  %middle1 = add i64 %p01, %middle0_low
  %middle1_high = lshr i64 %middle1, 32
  %high0 = add i64 %p11, %middle0_high
  %high1 = add i64 %high0, %middle1_high
  %low = mul i64 %a_low, %b_low
  %cross1 = mul i64 %a_low, %b_high
  %cross2 = mul i64 %a_high, %b_low
  %high2 = add i64 %high1, %cross1
  %high3 = add i64 %high2, %cross2
  store i64 %low, ptr %out
  %second = getelementptr i64, ptr %out, i32 1
  store i64 %high3, ptr %second
  ret void
}
"""
"""The product of two numbers of 128 bits, which the size of a new array is checked with."""

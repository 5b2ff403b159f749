"""What users call from Python: questions, answers, and what is convenient to do with an answer; a file a subject.

Answers carry data and nothing else; the classes here add how they are drawn, told, kept and shown in a notebook.
"""

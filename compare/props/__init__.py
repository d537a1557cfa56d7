"""What scenes hand to an example: services, jobs, children, sources; they watch, answer in turn and rescue.

An API for scenes beside the trace. A prop imports nothing of the harness but `compare.worker.trace`'s types.
"""

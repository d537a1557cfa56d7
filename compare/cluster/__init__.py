"""One compare over many machines: a client hands pairs to workers of dask.distributed, each in its own checkout."""

"""How gunicorn serves INTERACT: see docs/operations.md."""

wsgi_app = "interact.app:serve()"

# One process for each instance of interact@.service: /metrics then counts all of it.
workers = 1
worker_class = "gthread"
threads = 8

# The worker's heartbeat is a file: in memory, like everything else.
worker_tmp_dir = "/dev/shm"  # noqa: S108
# A printed form may take a few seconds; nothing takes a minute.
timeout = 60
graceful_timeout = 30

# What is asked for is recorded in the audit log; addresses here would say too much.
accesslog = None
errorlog = "-"

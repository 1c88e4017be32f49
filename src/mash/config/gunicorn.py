"""How gunicorn serves MASH; each figure can be set by the variable named beside it.

Threads, so that a slow upload holds one thread and not a whole worker.
"""

import os

wsgi_app = "mash.config.wsgi:application"
bind = os.environ.get("MASH_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("MASH_WEB_WORKERS", "2"))
threads = int(os.environ.get("MASH_WEB_THREADS", "4"))
backlog = 2048
keepalive = 5  # seconds
timeout = 60  # seconds without a sign of life from a worker
graceful_timeout = 5  # seconds for answers under way when stopping
max_requests = 20_000  # then a worker is replaced, which bounds what it may have leaked
max_requests_jitter = 2_000
control_socket_disable = True  # nothing steers the server but signals
forwarded_allow_ips = os.environ.get("MASH_PROXIES", "127.0.0.1")
accesslog = None  # addresses and paths of those who refer are nobody's reading
errorlog = "-"
loglevel = "warning"

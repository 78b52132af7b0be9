# The images of the studio: `apis` for all processes but the workers, and `workers`, which alone has the media libraries.
#
#   docker build --target apis -t ai-film-studio/apis:dev .
#   docker build --target workers -t ai-film-studio/workers:dev .
#
# The tag below moves with security fixes. Who must build the same bytes again pins what it is today: `docker buildx imagetools inspect
# python:3.11-slim-bookworm` prints a digest, and `FROM python:3.11-slim-bookworm@sha256:...` takes nothing else. What comes from the package index
# is pinned by the hashes of requirements/*.lock.

FROM python:3.11-slim-bookworm AS slim
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

# --- packages: made anew only when a lock changes, and without what installs them

FROM slim AS apis-packages
RUN ["python", "-m", "venv", "--without-pip", "/opt/venv"]
COPY requirements/apis.lock /requirements.lock
RUN ["pip", "--python", "/opt/venv/bin/python", "install", "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", "/requirements.lock"]

FROM slim AS workers-packages
RUN ["python", "-m", "venv", "--without-pip", "/opt/venv"]
COPY requirements/workers.lock /requirements.lock
RUN ["pip", "--python", "/opt/venv/bin/python", "install", "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", "/requirements.lock"]

# --- what all processes have alike: a user who may write nothing but the volumes, one port, and a question whether they live

FROM slim AS process
RUN ["useradd", "--uid", "10001", "--user-group", "--no-create-home", "--home-dir", "/tmp", "--shell", "/usr/sbin/nologin", "studio"]
# A new volume takes its owner from the folder that it covers. No VOLUME: each container would have one of each, also of those that it never opens.
RUN ["install", "-d", "-m", "0700", "-o", "10001", "-g", "10001", "/var/lib/studio/shared", "/var/lib/studio/keys", "/var/lib/studio/signing", "/var/lib/studio/scratch"]
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    STUDIO_HTTP__HOST=0.0.0.0 \
    STUDIO_HTTP__PORT=8080 \
    STUDIO_STORAGE__FOLDER=/var/lib/studio/shared \
    STUDIO_KEYS__MASTER_KEY_FILE=/var/lib/studio/keys/master.key \
    STUDIO_HEADS__SIGNING_KEY_FILE=/var/lib/studio/signing/signing.key \
    STUDIO_CREW__SCRATCH=/var/lib/studio/scratch/crew
WORKDIR /app
EXPOSE 8080
# In good order within 10 s: what is being made is handed back.
STOPSIGNAL SIGTERM
# It lives; whether it is ready (/readyz) is for whoever depends on it, and no reason to begin it again.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-m", "infra.http.alive", "/livez"]

# --- the images

FROM process AS workers
COPY --from=workers-packages /opt/venv /opt/venv
COPY schemas schemas
COPY infra infra
COPY film film
COPY gpu_consumers gpu_consumers
RUN ["python", "-m", "compileall", "-q", "/app"]
USER 10001:10001
CMD ["python", "-m", "gpu_consumers"]

FROM process AS apis
COPY --from=apis-packages /opt/venv /opt/venv
COPY schemas schemas
COPY domain domain
COPY infra infra
# What plans a film; what draws it is not asked for here.
COPY film film
COPY decider decider
COPY router router
COPY projections projections
COPY command_api command_api
COPY query_api query_api
COPY integrations integrations
COPY studio studio
RUN ["python", "-m", "compileall", "-q", "/app"]
USER 10001:10001
CMD ["python", "-m", "command_api"]

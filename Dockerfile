# The steps are the make targets that CI runs. Not built by us: the test machines have no Docker (docs/operations.md).
#   docker build -t wenheng . && docker run -p 127.0.0.1:8808:8808 -v wenheng:/data wenheng
FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 wenheng && install -d -o wenheng -m 0700 /data
WORKDIR /opt/wenheng
COPY --chown=wenheng . .
RUN chown wenheng /opt/wenheng
USER wenheng
# The CPU build of torch; without this line PyPI's brings several GB of CUDA libraries.
ENV PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu WENHENG_DATA=/data
RUN make model
VOLUME /data
EXPOSE 8808
STOPSIGNAL SIGTERM
# Beyond its own machine Wenheng refuses to start without keys: `docker run … wenheng keys create …` first.
ENTRYPOINT ["/opt/wenheng/.venv/bin/wenheng"]
CMD ["serve", "--host", "0.0.0.0", "--no-sample"]

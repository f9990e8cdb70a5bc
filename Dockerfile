# PostgreSQL of Debian with colossus installed: 15 of Debian 12, or with
# --build-arg PG_MAJOR=17 --build-arg DEBIAN=13 17 of Debian 13.
#   docker build -t colossus .
#   docker run -d --name colossus colossus
#   docker exec -it colossus psql -c 'CREATE EXTENSION colossus'
ARG DEBIAN=12
FROM debian:${DEBIAN}-slim AS build
ARG PG_MAJOR=15
RUN apt-get update && apt-get install -y --no-install-recommends \
	gcc libc6-dev make postgresql-server-dev-${PG_MAJOR} && rm -rf /var/lib/apt/lists/*
COPY . /src
# clean: of what a make outside, for another server, may have left
RUN make -C /src clean && make -C /src with_llvm=no && make -C /src with_llvm=no install DESTDIR=/inst

FROM debian:${DEBIAN}-slim
ARG PG_MAJOR=15
ENV PG_MAJOR=${PG_MAJOR}
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-${PG_MAJOR} && rm -rf /var/lib/apt/lists/*
COPY --from=build /inst /
USER postgres
VOLUME /var/lib/postgresql
# ends sessions; SIGTERM would wait for them until the server is killed
STOPSIGNAL SIGINT
CMD ["sh", "-c", "exec pg_ctlcluster --foreground ${PG_MAJOR} main start"]

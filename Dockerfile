# PostgreSQL 15 of Debian 12 with colossus installed:
#   docker build -t colossus .
#   docker run -d --name colossus colossus
#   docker exec -it colossus psql -c 'CREATE EXTENSION colossus'
FROM debian:12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
	gcc libc6-dev make postgresql-server-dev-15 && rm -rf /var/lib/apt/lists/*
COPY . /src
RUN make -C /src with_llvm=no && make -C /src with_llvm=no install DESTDIR=/inst

FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-15 && rm -rf /var/lib/apt/lists/*
COPY --from=build /inst /
USER postgres
VOLUME /var/lib/postgresql
CMD ["pg_ctlcluster", "--foreground", "15", "main", "start"]

# One image for all services and for the commands. `docker-compose.yml` builds and uses it.
# The base images are arguments, so that a registry's mirror can be named.
ARG SWIFT=swift:6.3-bookworm
ARG DEBIAN=debian:bookworm-slim
ARG VERSION=local

FROM ${SWIFT} AS build
RUN apt-get update -qq \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    librabbitmq-dev libpq-dev libsqlite3-dev libvalijson-dev rapidjson-dev pkg-config g++ zlib1g-dev libarchive-dev \
    libcurl4-openssl-dev libxml2-dev ca-certificates git jq \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY Package.swift ./
COPY Sources Sources
COPY adapters adapters
COPY Tests Tests
COPY Benchmarks Benchmarks
COPY Fuzz Fuzz
# Swift's runtime is linked in, so that the image needs none. All programs in one call share what is built.
ARG PROGRAMS="tributary router payer-edi lockbox document-extraction cash-application erp-posting operations"
RUN mkdir -p /built \
  && for program in $PROGRAMS; do \
    swift build -c release --static-swift-stdlib --explicit-target-dependency-import-check error --product "$program" \
      || exit 1; \
    install --strip .build/release/"$program" /built/; \
  done

FROM ${DEBIAN} AS base
# libcurl4 and libxml2 are Foundation's; openssl makes certificates; curl asks for health; the rest reads documents.
RUN apt-get update -qq \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    librabbitmq4 libpq5 libsqlite3-0 libarchive13 libcurl4 libxml2 libstdc++6 ca-certificates tzdata openssl curl \
    poppler-utils tesseract-ocr tesseract-ocr-eng fonts-liberation netpbm \
  && rm -rf /var/lib/apt/lists/* \
  && groupadd --gid 10001 tributary \
  && useradd --uid 10001 --gid 10001 --home-dir /var/lib/tributary --no-create-home --shell /usr/sbin/nologin tributary \
  && install -d -o 10001 -g 10001 -m 0700 /var/lib/tributary /var/lib/inbox \
  && install -d -o 10001 -g 10001 -m 0700 /var/lib/inbox/payer-edi /var/lib/inbox/lockbox \
    /var/lib/inbox/document-extraction

# What the image is made of.
FROM build AS bill
ARG VERSION
COPY deploy/sbom /usr/local/bin/sbom
COPY --from=base /var/lib/dpkg /base/dpkg
RUN sbom Package.resolved /base/dpkg "$VERSION" > /sbom.spdx.json

FROM base
ARG VERSION
LABEL org.opencontainers.image.title="Tributary" \
  org.opencontainers.image.description="Healthcare payments from advice and bank file to balanced, posted journals" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="$VERSION"
COPY --from=build /built/ /usr/bin/
COPY --from=bill /sbom.spdx.json /usr/share/tributary/sbom.spdx.json
COPY schemas /usr/share/tributary/schemas
COPY config /usr/share/tributary/config
COPY adapters/payer-edi/config.yaml /usr/share/tributary/adapters/payer-edi/config.yaml
COPY adapters/lockbox/config.yaml /usr/share/tributary/adapters/lockbox/config.yaml
COPY adapters/document-extraction/config.yaml /usr/share/tributary/adapters/document-extraction/config.yaml
COPY adapters/erp-posting/config.yaml /usr/share/tributary/adapters/erp-posting/config.yaml
ENV TRIBUTARY_HOME=/usr/share/tributary TRIBUTARY_DATA=/var/lib/tributary
USER 10001:10001
WORKDIR /var/lib/tributary
CMD ["tributary", "--help"]

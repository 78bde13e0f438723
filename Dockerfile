# docker build -t ricochet .     What it makes, and how to run it: docs/installing.md
FROM debian:12 AS build
WORKDIR /src
COPY ci/lib.sh ci/setup ci/packages.txt ci/
RUN ci/setup && rm -rf /var/lib/apt/lists/*
COPY . .
RUN cmake --preset package -DRICOCHET_STATIC=ON \
    && cmake --build build/package \
    && ci/sbom build/package "$(dpkg --print-architecture)" \
    && cmake --install build/package --strip --prefix /opt/ricochet

FROM debian:12-slim
COPY --from=build /opt/ricochet /opt/ricochet
ENV PATH=/opt/ricochet/bin:$PATH
USER 65534:65534
WORKDIR /tmp
ENTRYPOINT ["ricochet"]
CMD ["help"]

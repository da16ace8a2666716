# prodlint with the go command that it needs: docker run --rm -v "$PWD:/src" -v prodlint:/cache IMAGE ./...
FROM golang:1.26 AS build
WORKDIR /prodlint
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /usr/local/bin/prodlint ./cmd/prodlint

FROM golang:1.26
COPY --from=build /usr/local/bin/prodlint /usr/local/bin/prodlint
# The checkout that is mounted belongs to somebody else: --new-from reads it.
RUN git config --system --add safe.directory /src
ENV PRODLINT_CACHE=/cache/prodlint GOCACHE=/cache/go-build GOMODCACHE=/cache/mod
VOLUME /cache
WORKDIR /src
ENTRYPOINT ["prodlint"]

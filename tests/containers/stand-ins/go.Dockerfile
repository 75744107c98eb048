# Stands in for golang:*: the machine's own Go.
FROM pixgen-stand-in/base
COPY go /usr/local/go
COPY go.env /usr/local/go/go.env
ENV PATH=/usr/local/go/bin:$PATH

# Stands in for python:*-slim-bookworm: Debian's own Python 3.11, the machine's CA bundle and package index settings.
FROM scratch
ADD base.tar /
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY pip.conf /etc/pip.conf
RUN ln -s python3 /usr/bin/python && rm -f /usr/lib/python3.11/EXTERNALLY-MANAGED && cd /usr/share/python-wheels \
 && python "$(echo pip-*.whl)/pip" install --quiet --no-index --find-links . --no-compile --root-user-action=ignore pip
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
CMD ["python"]

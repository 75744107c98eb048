# Stands in for tensorflow/serving: pixgen-model-server under that one's command, flags and ports, on the trainer's
# TensorFlow (docs/decisions/0090-a-stand-in-for-tensorflow-serving.md).
FROM pixgen-stand-in/base AS build
WORKDIR /src
COPY requirements/build.txt requirements/
RUN python -m pip install --no-cache-dir --root-user-action=ignore --require-hashes -r requirements/build.txt
COPY libs/model-server libs/model-server
COPY deploy/model-sync deploy/model-sync
RUN python -m pip install --no-cache-dir --root-user-action=ignore --no-deps --no-build-isolation \
      --target /opt/model-server ./libs/model-server ./deploy/model-sync \
 && printf '%s\n' '#!/opt/pixgen/bin/python' 'import sys' 'from pixgen_model_server.cli import main' \
      'main(["--host=0.0.0.0", *sys.argv[1:]])' >/opt/model-server/tensorflow_model_server \
 && chmod +x /opt/model-server/tensorflow_model_server

FROM pixgen/gan-trainer:0.1.0
COPY --from=build /opt/model-server /opt/model-server
ENV PYTHONPATH=/opt/model-server PATH=/opt/model-server:$PATH
EXPOSE 8500 8501
# The public image has no health check and counts as healthy while it runs; the trainer's cannot be taken away again,
# since `docker compose up --wait` fails at HEALTHCHECK NONE.
HEALTHCHECK --interval=2s CMD ["true"]
ENTRYPOINT ["tensorflow_model_server"]

# Builds every image:  docker buildx bake            (make images)
# or some of them:     docker buildx bake catalog upload web
# Bases are named here alone. For a release pin them by digest: PYTHON_IMAGE=python@sha256:... docker buildx bake
variable "PYTHON_IMAGE" {
  default = "python:3.11.13-slim-bookworm"
}
variable "NODE_IMAGE" {
  default = "node:22.18.0-bookworm-slim"
}
variable "NGINX_IMAGE" {
  default = "nginxinc/nginx-unprivileged:1.28.0-alpine"
}
variable "GO_IMAGE" {
  default = "golang:1.25.3-bookworm"
}
variable "REGISTRY" {
  default = "pixgen"
}
variable "TAG" {
  default = "0.1.0"
}
variable "REVISION" {
  default = "unknown"
}

group "default" {
  targets = ["prepare", "catalog", "upload", "synthesis", "augment", "gan-trainer", "model-sync", "web", "minio"]
}

target "labelled" {
  context = "."
  labels = {
    "org.opencontainers.image.version"  = TAG
    "org.opencontainers.image.revision" = REVISION
  }
}

target "python" {
  inherits = ["labelled"]
  args = {
    PYTHON_IMAGE = PYTHON_IMAGE
  }
}

target "python-images" {
  name     = one.name
  matrix = {
    one = [
      { name = "prepare", dockerfile = "deploy/prepare/Dockerfile" },
      { name = "catalog", dockerfile = "services/catalog/Dockerfile" },
      { name = "upload", dockerfile = "services/upload/Dockerfile" },
      { name = "synthesis", dockerfile = "services/synthesis/Dockerfile" },
      { name = "augment", dockerfile = "services/augment/Dockerfile" },
      { name = "gan-trainer", dockerfile = "services/gan-trainer/Dockerfile" },
      { name = "model-sync", dockerfile = "deploy/model-sync/Dockerfile" },
    ]
  }
  inherits   = ["python"]
  dockerfile = one.dockerfile
  tags       = ["${REGISTRY}/${one.name}:${TAG}"]
}

# For NVIDIA's GPUs; not in the default group: several GB, and of use only where there is one.
target "gan-trainer-cuda" {
  inherits   = ["python"]
  dockerfile = "services/gan-trainer/Dockerfile"
  args       = { LOCK = "gan-trainer-cuda" }
  tags       = ["${REGISTRY}/gan-trainer:${TAG}-cuda"]
}

target "web" {
  inherits   = ["labelled"]
  dockerfile = "services/web/Dockerfile"
  args = {
    NODE_IMAGE  = NODE_IMAGE
    NGINX_IMAGE = NGINX_IMAGE
  }
  tags = ["${REGISTRY}/web:${TAG}"]
}

target "minio" {
  inherits   = ["labelled"]
  dockerfile = "deploy/images/minio/Dockerfile"
  args       = { GO_IMAGE = GO_IMAGE }
  tags       = ["${REGISTRY}/minio:${TAG}"]
}

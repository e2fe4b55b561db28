#!/bin/sh
# LocalStack 4.14 as a process of this machine, with what it would download in .local/localstack/files: docs/emulators.md
here=$(cd "$(dirname "$0")/.." && pwd)
export FILESYSTEM_ROOT="$here/files" OVERRIDE_IN_DOCKER=0
export GATEWAY_SERVER=hypercorn DNS_ADDRESS=0 DISABLE_EVENTS=1 SKIP_SSL_CERT_DOWNLOAD=1
export LAMBDA_IGNORE_ARCHITECTURE=1
export LAMBDA_RUNTIME_IMAGE_MAPPING='{"nodejs24.x":"127.0.0.1:5000/tandem/runtime:latest"}'
"$here/bin/python" -m localstack.runtime.main &
localstack=$!
# With this server it does not end by itself, and its containers and its DynamoDB would stay.
stop() {
  pkill -KILL -P $localstack
  kill -KILL $localstack
  docker ps --all --quiet --filter name=localstack-main-lambda- | xargs --no-run-if-empty docker rm --force
}
trap stop TERM INT
wait $localstack

#!/usr/bin/env bash
# Checks everything under deploy/ that can be checked without Docker and Kubernetes. What is not installed is skipped, loudly.
#   deploy/check.sh [--strict]      --strict: what is skipped counts as failed
# Tools may lie anywhere on the PATH: haproxy, promtool, amtool (Debian: haproxy, prometheus, prometheus-alertmanager),
# openssl, shellcheck; docker and hadolint are used where they are.
set -uo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
strict=${1:-}
failed=0
skipped=0

check() { # WHAT COMMAND…
  if "${@:2}" >"$work/out" 2>&1; then
    echo "ok       $1"
  else
    echo "FAILED   $1"
    sed 's/^/         /' "$work/out"
    failed=$((failed + 1))
  fi
}

skip() {
  echo "SKIPPED  $1"
  skipped=$((skipped + 1))
}

with() { # TOOL WHAT COMMAND…
  if command -v "$1" >/dev/null; then check "${@:2}"; else skip "$2: $1 is not installed"; fi
}

scripts() { bash -n "$here/check.sh" && bash -n "$here/image/assemble.sh" && bash -n "$here/image/health" && bash -n "$here/compose/make-secrets.sh"; }

secrets() { # in a copy, so that nothing that is there is touched
  cp -r "$here/compose" "$work/compose" && rm -rf "$work/compose/.env" "$work/compose/secrets" && "$work/compose/make-secrets.sh" chat.example.com &&
    [ "$(stat -c %a "$work/compose/.env")" = 600 ] && ! grep -Eq '_(PASSWORD|SECRET|KEY)=$|CLUSTER_ID=$' "$work/compose/.env"
}

proxy() { # names of containers are known in containers only
  sed -e "s#/run/secrets/tls.pem#$work/compose/secrets/tls.pem#" -e 's/server gateway-\([12]\) gateway-[12]:/server gateway-\1 127.0.0.1:/' \
    "$here/compose/haproxy/haproxy.cfg" >"$work/haproxy.cfg" && haproxy -c -f "$work/haproxy.cfg"
}

java_check() { "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$(cat "$work/class-path")" "$here/check/Check.java" "$@"; }

fetch() { "$here/../mvnw" --quiet --batch-mode --file "$here/check/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile="$work/class-path"; }

in_dir() { (cd "$1" && "${@:2}"); }

check 'scripts: syntax' scripts
with shellcheck 'scripts: shellcheck' shellcheck "$here/check.sh" "$here/image/assemble.sh" "$here/image/health" "$here/compose/make-secrets.sh"
with openssl 'compose: make-secrets.sh' secrets
if [ -e "$work/compose/secrets/tls.pem" ]; then
  with haproxy 'compose: haproxy.cfg' proxy
else
  skip 'compose: haproxy.cfg: no certificate'
fi
with promtool 'compose: Prometheus' promtool check config "$here/compose/prometheus/prometheus.yml"
with promtool 'compose: rules, tested' in_dir "$here/compose/prometheus" promtool test rules rules_test.yml
with amtool 'compose: Alertmanager' amtool check-config "$here/compose/alertmanager/alertmanager.yml"
if [ -x "${JAVA_HOME:-}/bin/javac" ] && fetch >"$work/fetch.log" 2>&1; then
  if [ -n "${COMPOSE_SCHEMA:-}" ]; then
    check 'compose: against the specification' java_check compose "$COMPOSE_SCHEMA" "$here/compose/compose.yaml" "$here/compose/compose.traces.yaml"
  else
    skip 'compose: against the specification: COMPOSE_SCHEMA is not the path of its compose-spec.json'
  fi
  check 'helm: lint, render, read as Kubernetes objects' java_check helm "$here/helm/chat4all" "$here/helm/chat4all/ci/example-values.yaml" "$work/rendered.yaml"
else
  skip 'compose: against the specification, helm: JAVA_HOME is no JDK 25, or Maven did not get the libraries'
fi
with hadolint 'Dockerfile' hadolint "$here/Dockerfile"
if docker compose version >/dev/null 2>&1 && [ -e "$work/compose/.env" ]; then
  check 'compose: as Docker reads it' in_dir "$work/compose" docker compose --profile '*' config --quiet
else
  skip 'compose: as Docker reads it: no docker compose here'
fi
echo "$failed failed, $skipped skipped"
[ "$failed" = 0 ] && { [ "$strict" != --strict ] || [ "$skipped" = 0 ]; }

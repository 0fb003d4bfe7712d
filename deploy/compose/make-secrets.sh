#!/usr/bin/env bash
# Writes .env with random secrets and secrets/tls.pem with a certificate of its own making. Keeps what is there already.
#   ./make-secrets.sh [HOST]      HOST is whom the certificate is for: localhost
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
host=${1:-localhost}
umask 077

if [ -e .env ]; then
  echo ".env is there: kept"
else
  while IFS= read -r line; do
    case $line in
      KAFKA_CLUSTER_ID=) echo "KAFKA_CLUSTER_ID=$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')" ;;
      *_KEY= | *_SECRET= | *_PASSWORD=) echo "$line$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')" ;;
      CHAT4ALL_PUBLIC_URL=*) echo "CHAT4ALL_PUBLIC_URL=https://$host:8443" ;;
      *) echo "$line" ;;
    esac
  done <.env.example >.env.new
  mv .env.new .env
  echo ".env written"
fi

mkdir -p secrets
if [ -e secrets/tls.pem ]; then
  echo "secrets/tls.pem is there: kept"
else
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj "/CN=$host" \
    -addext "subjectAltName=DNS:$host,DNS:localhost,IP:127.0.0.1" -keyout secrets/tls.key -out secrets/ca.pem 2>/dev/null
  cat secrets/ca.pem secrets/tls.key >secrets/tls.pem
  rm secrets/tls.key
  # The proxy's user in the container reads it; the directory keeps others out.
  chmod 644 secrets/tls.pem
  echo "secrets/tls.pem written for $host (curl --cacert secrets/ca.pem); replace it by a real one for the outside"
fi

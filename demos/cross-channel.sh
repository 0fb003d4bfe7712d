#!/usr/bin/env bash
# People on different channels reach each other: Telegram -> Instagram, WhatsApp -> Instagram, and back, through a running demo.
#
#   ./chat4all demo                      in one terminal
#   demos/cross-channel.sh               in another: [URL of the demo] [URL of its phones]
#
# The phones are simulated; the page at their URL shows what this script does. Needs curl and python3.
set -euo pipefail

demo=${1:-http://localhost:8000}
phones=${2:-http://localhost:8100}

field() { python3 -c 'import json,sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }

phone() { # person, channel, what they do, as JSON
  curl -sf "$phones/control/people/$1/$2/$3" -H 'Content-Type: application/json' -d "$4" >/dev/null
}

write() { # person, channel, text
  printf '%-8s writes on %-10s %s\n' "$1" "$2:" "$3"
  phone "$1" "$2" write "{\"text\": \"$3\"}"
}

await_on_phone() { # person, channel, text
  for _ in $(seq 100); do
    if curl -sf "$phones/control/people/$1/$2" | grep -qF "$3"; then
      printf '%-8s has it on %-10s %s\n' "$1" "$2:" "$3"
      return
    fi
    sleep 0.1
  done
  echo "$1 did not get it on $2 within 10 s: $3" >&2
  exit 1
}

token() { curl -sf "$demo/token" -d "username=$1" -d "password=test" | field access_token; }

get() { curl -sf "$demo$1" -H "Authorization: Bearer $maria"; }

# The conversation and the id of the message with this text.
find_message() {
  get /v1/conversations | python3 -c '
import json, sys, urllib.request
demo, token, text = sys.argv[1:4]
for conversation in json.load(sys.stdin):
    url = demo + "/v1/conversations/" + conversation["conversation_id"] + "/messages?before_seq=0"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    for message in json.load(urllib.request.urlopen(request)):
        if message["content"].endswith(text):
            print(message["conversation_id"], message["message_id"])
            sys.exit()
sys.exit(f"no message: {text}")' "$demo" "$maria" "$1"
}

show_status() { # message, the status to wait for
  for _ in $(seq 100); do
    status=$(get "/v1/messages/$1/status")
    [ "$(field status <<<"$status")" = "$2" ] && break
    sleep 0.1
  done
  python3 -c '
import json, sys
for delivery in json.load(sys.stdin)["deliveries"]:
    if delivery["channel"] != "internal":
        moves = " -> ".join(move["status"] for move in delivery["history"])
        print("         status on", (delivery["channel"] + ":").ljust(10), moves)' <<<"$status"
}

maria=$(token maria)
stamp=$(date +%H:%M:%S)

echo "== Telegram -> Instagram"
write joao telegram "Oi Maria, sou o Joao $stamp"
await_on_phone maria instagram "Oi Maria, sou o Joao $stamp"
read -r _ message < <(find_message "Oi Maria, sou o Joao $stamp")
show_status "$message" READ

echo "== and the answer, Instagram -> Telegram (a channel without receipts stays SENT)"
write maria instagram "Oi Joao, tudo bem? $stamp"
await_on_phone joao telegram "Oi Joao, tudo bem? $stamp"
read -r _ message < <(find_message "Oi Joao, tudo bem? $stamp")
show_status "$message" SENT

echo "== WhatsApp -> Instagram"
write ana whatsapp "Bom dia Maria, sou a Ana $stamp"
await_on_phone maria instagram "Bom dia Maria, sou a Ana $stamp"
read -r conversation message < <(find_message "Bom dia Maria, sou a Ana $stamp")
show_status "$message" READ

echo "== and the answer, from the app -> WhatsApp"
message=$(curl -sf "$demo/v1/messages" -H "Authorization: Bearer $maria" -H 'Content-Type: application/json' \
  -d "{\"conversation_id\": \"$conversation\", \"payload\": {\"type\": \"text\", \"text\": \"Bom dia Ana $stamp\"}}" | field message_id)
await_on_phone ana whatsapp "Bom dia Ana $stamp"
show_status "$message" READ

echo "== where that message went"
get "/v1/messages/$message/trace" | python3 -c '
import json, sys
for hop in json.load(sys.stdin)["hops"]:
    words = [hop["kind"], hop.get("channel", ""), hop.get("status", "").replace("STATUS_UNSPECIFIED", ""), hop.get("attempt", {}).get("outcome", ""), hop.get("cause", "")]
    print("        ", hop["at"], *[word for word in words if word])'

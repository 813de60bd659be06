#!/bin/bash
# A caller as they were written before there was this service: it knows an answer by patterns, not by a JSON parser. It must keep working.
# Usage: grep-caller.sh call PHONES REQUIREMENT | info ID | stream ID
set -e

post() { # PATH BODY
  curl -s -X POST "$STEPONEAI_API_BASE$1" \
    -H 'Content-Type: application/json' \
    -H "X-API-Key: $STEPONEAI_API_KEY" \
    -H 'X-Skill-Version: 1.0.0' \
    -d "$2"
}

# The first text behind a key, up to the next quote.
text_of() { # KEY JSON
  printf '%s\n' "$2" | grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4
}

case $1 in
  call)
    answer=$(post /api/v1/callinfo/initiate_call "{\"phones\":\"$2\",\"user_requirement\":\"$3\"}")
    success=$(printf '%s\n' "$answer" | grep -o '"success":[^,}]*' | head -n 1 | cut -d : -f 2)
    if [[ $success != true ]]; then
      echo "failed: $(text_of message "$answer")"
      exit 1
    fi
    ids=$(printf '%s\n' "$answer" | grep -o '"call_ids":\["[^"]*"\(,"[^"]*"\)*\]' | grep -o '"[^"]*"' | tail -n +2 | tr -d '"')
    first=$(printf '%s\n' "$answer" | grep -o '"call_ids":\["[^"]*"' | cut -d '"' -f 4)
    echo "first: $first"
    echo "provider: $(text_of provider_call_id "$answer")"
    for id in $ids; do echo "id: $id"; done
    ;;
  info)
    answer=$(post /api/v1/callinfo/search_callinfo "{\"call_id\": \"$2\"}")
    duration=$(printf '%s\n' "$answer" | grep -o '"duration_seconds":[0-9]*' | head -n 1 | cut -d : -f 2)
    if [[ -z $duration ]]; then
      echo 'not over'
      exit 2
    fi
    echo "phone: $(text_of phones "$answer")"
    echo "task: $(text_of user_requirement "$answer")"
    echo "duration: $duration"
    echo "cost: $(printf '%s\n' "$answer" | grep -o '"cost":[0-9.]*' | head -n 1 | cut -d : -f 2)"
    echo "billed: $(printf '%s\n' "$answer" | grep -o '"billed":[^,}]*' | head -n 1 | cut -d : -f 2)"
    echo "provider: $(text_of provider_response "$answer")"
    printf '%s\n' "$answer" | grep -o '"call_content":\[[^]]*\]' | grep -o '{[^}]*}' | while read -r turn; do
      echo "$(text_of role "$turn")> $(text_of content "$turn")"
    done
    ;;
  stream)
    curl -sN -X POST "$STEPONEAI_API_BASE/api/v1/callinfo/stream_chat_history" \
      -H 'Content-Type: application/json' \
      -H "X-API-Key: $STEPONEAI_API_KEY" \
      -d "{\"call_id\": \"$2\"}" | while IFS= read -r line; do
      [[ $line == data:\ * ]] || continue
      role=$(printf '%s\n' "$line" | grep -o '"role"[[:space:]]*:[[:space:]]*"[^"]*"' | sed 's/.*"\([^"]*\)"$/\1/')
      content=$(printf '%s\n' "$line" | grep -o '"content"[[:space:]]*:[[:space:]]*"[^"]*"' | sed 's/.*"\([^"]*\)"$/\1/')
      echo "$role> $content"
      if [[ $content == '[DONE]' || $content == '[TIMEOUT]' ]]; then break; fi
    done
    ;;
esac

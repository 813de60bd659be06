#!/bin/sh
# Places one call and prints the conversation as it is spoken: two requests.
api=${STEPONEAI_API_BASE:-http://127.0.0.1:7464}/api/v1/callinfo
set -- -sN -H "X-API-Key: $STEPONEAI_API_KEY" -H 'Content-Type: application/json'

id=$(curl "$@" "$api/initiate_call" -d '{"phones":"13800138000","user_requirement":"通知张先生明天上午9点开会"}' |
  sed 's/.*"call_ids":\["\([^"]*\)".*/\1/')
curl "$@" "$api/stream_chat_history" -d "{\"call_id\":\"$id\"}" | sed -n 's/^data: //p'

#!/bin/sh
# Shows a conversation live: stream_chat.sh CALL_ID [--json]

# shellcheck source=/dev/null
. "$(dirname -- "$0")/stepone.sh"

stream_chat_help() {
  cat <<END
Shows the conversation of a call live, from its beginning. Start it as soon as you have the call's id.

Usage: ${0##*/} CALL_ID [--json]

  CALL_ID   as callout.sh printed it
  --json    print the events as they come: data: {"role": "assistant|user|system", "content": "..."}

Nobody answers within 30 s: it says so and ends; the phone may still be ringing. Ctrl-C only stops watching.

Example:
  ${0##*/} 019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f
END
}

stream_chat() {
  id='' format=text given=0
  for argument; do
    case $argument in
      -h | --help) stream_chat_help && exit 0 ;;
      --json) format=json ;;
      --*) wrong_use "There is no option $(plain_text "$argument")." ;;
      *)
        given=$((given + 1))
        [ "$given" -eq 1 ] || wrong_use 'One call at a time.'
        id=$argument
        ;;
    esac
  done
  [ "$given" -eq 1 ] || wrong_use 'Name the call.'
  need_call_id "$id"
  need_base
  need_key

  if [ "$format" = text ]; then
    printf '🎙️  Streaming real-time conversation\n%s\nCall ID: %s\nWaiting for connection...\n\n' "$BAR" "$id"
  fi
  exec 3>&1
  follow "$id" "$format"
  case $OUTCOME in
    '[DONE]') [ "$format" = json ] || printf '\n%s\n📞 Call ended\n' "$BAR" ;;
    '[TIMEOUT]') [ "$format" = json ] || printf '\n%s\n⏰ Timeout - call not answered\n' "$BAR" ;;
    *) explain || exit ;;
  esac
}

stream_chat "$@"

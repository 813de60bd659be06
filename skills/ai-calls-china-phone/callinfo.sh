#!/bin/sh
# Prints the record of a call: callinfo.sh CALL_ID [MAX_RETRIES] [--json]

# shellcheck source=/dev/null
. "$(dirname -- "$0")/stepone.sh"

callinfo_help() {
  cat <<END
Prints the record of a call: how long, what it cost, what was said.

Usage: ${0##*/} CALL_ID [MAX_RETRIES] [--json]

  CALL_ID       as callout.sh printed it
  MAX_RETRIES   how often to ask while the call is not over, every 10 s (5 unless told; 1: no waiting)
  --json        print the record as JSON

Examples:
  ${0##*/} 019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f
  ${0##*/} 019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f 1 --json
END
}

callinfo() {
  id='' tries=5 format=text given=0
  for argument; do
    case $argument in
      -h | --help) callinfo_help && exit 0 ;;
      --json) format=json ;;
      --*) wrong_use "There is no option $(plain_text "$argument")." ;;
      *)
        given=$((given + 1))
        case $given in
          1) id=$argument ;;
          2) tries=$argument ;;
          *) wrong_use 'One call at a time.' ;;
        esac
        ;;
    esac
  done
  [ "$given" -ge 1 ] || wrong_use 'Name the call.'
  need_call_id "$id"
  case $tries in
    *[!0-9]* | '' | 0* | ??????*) wrong_use 'MAX_RETRIES is a whole number from 1.' ;;
  esac
  need_base
  need_key

  tried=0
  while :; do
    search_callinfo "$id"
    explain || exit
    if is_over; then break; fi
    tried=$((tried + 1))
    if [ "$tried" -ge "$tries" ]; then
      printf '⏳ Call not completed yet (%s). Ask again later, or watch it: stream_chat.sh %s\n' \
        "$(json_value "$ANSWER" data.status)" "$id" >&2
      exit 8
    fi
    printf '⏳ Call not completed yet (%s). Asking again in 10s (%s of %s)...\n' \
      "$(json_value "$ANSWER" data.status)" "$tried" "$tries" >&2
    sleep 10
  done
  if [ "$format" = json ]; then printf '%s\n' "$ANSWER"; else show_record; fi
}

callinfo "$@"

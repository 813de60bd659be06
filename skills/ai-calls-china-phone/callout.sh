#!/bin/sh
# Calls phones: callout.sh PHONES REQUIREMENT [--wait]

# shellcheck source=/dev/null
. "$(dirname -- "$0")/stepone.sh"

callout_help() {
  cat <<END
Calls one phone, or many, and says what you want said.

Usage: ${0##*/} PHONES REQUIREMENT [--wait]

  PHONES        a number, or several with commas between: 13800138000,13900139000
  REQUIREMENT   what to tell or find out, in quotes: names, times and places help
  --wait        wait until every call is over and print its record

Examples:
  ${0##*/} 13800138000 '通知您明天上午9点开会'
  ${0##*/} '13800138000,13900139000' '通知年会时间变更' --wait
END
}

callout() {
  phones='' requirement='' wait=no given=0 options=yes
  for argument; do
    case $options:$argument in
      yes:-h | yes:--help) callout_help && exit 0 ;;
      yes:--wait) wait=yes ;;
      yes:--) options=no ;;
      yes:--*) wrong_use "There is no option $(plain_text "$argument")." ;;
      *)
        given=$((given + 1))
        case $given in
          1) phones=$argument ;;
          2) requirement=$argument ;;
          *) wrong_use 'Put the requirement in quotes.' ;;
        esac
        ;;
    esac
  done
  [ "$given" -eq 2 ] || wrong_use 'Name the phones and the requirement.'

  printf '📞 Initiating call to %s...\n' "$(plain_text "$phones")"
  printf '📝 Task: %s\n\n' "$(plain_text "$requirement")"
  initiate_call "{\"phones\":\"$(json_escape "$phones")\",\"user_requirement\":\"$(json_escape "$requirement")\"}"
  explain || exit
  ids=$(call_ids)
  [ -n "$ids" ] || fail 'The server accepted the call without naming its id.'
  printf '✅ Call initiated!\n'
  note=$(json_value "$ANSWER" message)
  for id in $ids; do printf '📱 Call ID: %s\n' "$id"; done
  if [ -n "$note" ]; then printf '💬 %s\n' "$note"; fi
  [ "$wait" = no ] || for id in $ids; do
    printf '\n'
    wait_until_over "$id"
    show_record
  done
}

call_ids() {
  printf '%s' "$ANSWER" | awk "$JSON_READER"'END {
    for (i = 0; i < SIZE["data.call_ids"]; i++) if (V["data.call_ids." i] ~ /^[A-Za-z0-9_-]+$/) print V["data.call_ids." i]
  }'
}

# Asks every three seconds. A server that is away for a while is waited for: the call goes on where it was.
wait_until_over() { # ID
  printf '⏳ Waiting for the call to end: %s\n\n' "$1" >&2
  away=0
  while :; do
    search_callinfo "$1"
    case $CURL:$STATUS in
      0:200) away=0 && if is_over; then return; fi ;;
      0:429 | 0:50[234] | [!0]*:*) away=$((away + 1)) && if [ "$away" -ge 20 ]; then explain || exit; fi ;;
      *) explain || exit ;;
    esac
    sleep 3
  done
}

callout "$@"

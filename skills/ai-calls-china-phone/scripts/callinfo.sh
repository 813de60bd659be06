#!/bin/sh
# The older layout's place of ../callinfo.sh; the same in every way.
# shellcheck source=/dev/null
case $0 in */*) . "${0%/*}/../callinfo.sh" ;; *) . ../callinfo.sh ;; esac

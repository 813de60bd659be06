#!/bin/sh
# The older layout's place of ../callout.sh; the same in every way.
# shellcheck source=/dev/null
case $0 in */*) . "${0%/*}/../callout.sh" ;; *) . ../callout.sh ;; esac

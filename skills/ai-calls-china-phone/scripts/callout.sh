#!/bin/sh
# The older layout's place of ../callout.sh; the same in every way.
# shellcheck source=/dev/null
. "$(dirname -- "$0")/../callout.sh"

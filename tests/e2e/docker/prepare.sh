#!/usr/bin/env bash
# Brings what the container tests need and a machine may lack. `compose`: a pinned one that Go builds, because Debian has
# only Compose 1; prints its path. `engine`: Debian's. Together that takes minutes, so `.ci/run` starts it first, in the
# background; the tests run it again, wait for it, and skip with the last line it prints when it fails.
set -euo pipefail
version=v5.0.2
cache=$HOME/.cache/kafka-connect-workshop/compose-$version

compose() {
  if ! [ -x "$cache/docker-compose" ]; then
    command -v go >&2 || fail 'there is no Go to build Compose with'
    local flags="-s -w -X github.com/docker/compose/v5/internal.Version=$version"
    GOFLAGS=-modcacherw GOBIN=$cache timeout 900 nice go install -trimpath -ldflags "$flags" \
      "github.com/docker/compose/v5/cmd@$version" >&2 || fail 'Go cannot build Compose'
    mv "$cache/cmd" "$cache/docker-compose"
  fi
  echo "$cache/docker-compose"
}

engine() {
  command -v dockerd >&2 && return
  command -v apt-get >&2 || fail 'there is no apt-get to install an engine with'
  export DEBIAN_FRONTEND=noninteractive
  timeout 120 apt-get -qq -o DPkg::Lock::Timeout=60 update >&2 || fail 'apt-get cannot read its package lists'
  timeout 240 apt-get -qq -o DPkg::Lock::Timeout=60 install --no-install-recommends -y docker.io iptables >&2 ||
    fail 'apt-get cannot install docker.io'
}

fail() {
  echo "$1" >&2
  exit 1
}

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
for step in "$@"; do "$step"; done

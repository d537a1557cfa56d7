#!/usr/bin/env bash
# What action.yml runs, with its inputs as variables.
set -euo pipefail

case "$BASE:$EVENT" in
  auto:pull_request) # the merge commit's first parent; the base that the event names may be an older commit
    if git -C "$ROOT" rev-parse --quiet --verify HEAD^2 > /dev/null; then BASE=HEAD^1; else BASE=$ASKED_ON; fi ;;
  auto:merge_group) BASE=$QUEUED_ON ;;
  auto:push) BASE=$PUSHED_ON ;;
  auto:* | none:*) BASE= ;;
esac
if [[ $BASE =~ ^0+$ ]]; then BASE=; fi # the first push of a branch was put on nothing

arguments=()
if [[ $BASE ]]; then arguments+=(--against "$BASE"); fi
if [[ $BASE && ${ALL:-} == true ]]; then arguments+=(--all); fi
if [[ $BASELINE ]]; then arguments+=(--baseline "$ROOT/$BASELINE"); fi
if [[ $SHARD ]]; then arguments+=(--shard "$SHARD" --fail-on never); fi
if [[ $LANES ]]; then arguments+=(--lanes "$LANES"); fi
if [[ $STRICT == false ]]; then arguments+=(--no-strict); fi

export PARALLAX_PROJECT=$ROOT
python3 "$GITHUB_ACTION_PATH/../../../bootstrap.py" compare ${arguments[@]+"${arguments[@]}"}

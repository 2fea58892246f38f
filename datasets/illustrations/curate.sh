#!/bin/sh
# Builds the illustrations, audits them with every filter, curates them by the policy beside this file, audits what
# was left, completes its card, and checks both. Leaves runs/illustrations, runs/illustrations-curated,
# datasets/illustrations/curated and the documents in datasets/illustrations/card.
set -eu
cd "$(dirname "$0")/../.."
here=datasets/illustrations
sluice() { node src/cli/sluice.cjs "$@"; }

for made in runs/illustrations runs/illustrations-curated "$here/curated"; do
  if [ -e "$made" ]; then
    echo "Cannot curate the illustrations: $made is there already; move it away first" >&2
    exit 2
  fi
done
sluice datasets build illustrations
sluice audit illustrations --out runs/illustrations --policy "$here/policy.yaml"
sluice curate runs/illustrations --policy "$here/policy.yaml" --to "$here/curated"
sluice audit "$here/curated" --out runs/illustrations-curated --policy "$here/policy.yaml"
sluice card init runs/illustrations-curated --policy "$here/policy.yaml"
sluice card answer runs/illustrations-curated --from "$here/card/answers.yaml"
sluice card check runs/illustrations-curated --profile hub
sluice card render runs/illustrations-curated --to "$here/card"
cp runs/illustrations-curated/cards/card.yaml "$here/card/card.yaml"

#!/bin/sh
# Builds the illustrations, audits them with every filter whose model ships, curates them by the policy beside this file,
# audits what was left, completes its card, and checks both. Leaves runs/illustrations, runs/illustrations-curated,
# datasets/illustrations/curated with its notices, and the documents in datasets/illustrations/card.
set -eu
cd "$(dirname "$0")/../.."
here=datasets/illustrations
# Without pair-similarity, whose model must be pulled from the hub: the card is the same whether somebody pulled it.
filters=image-basics,text-basics,lexicon,identity-terms,duplicates,text-toxicity,nsfw-image
sluice() { node src/cli/sluice.cjs "$@"; }

for made in runs/illustrations runs/illustrations-curated "$here/curated"; do
  if [ -e "$made" ]; then
    echo "Cannot curate the illustrations: $made is there already; move it away first" >&2
    exit 2
  fi
done
sluice datasets build illustrations
sluice audit illustrations --filters "$filters" --out runs/illustrations --policy "$here/policy.yaml"
# What the pairs' JSON says beside the caption was written by datasets/illustrations itself, or comes from its packages.
carry=""
for field in creator source split style name subject captions keywords emoji concept variants group subgroup gender skin_tones hexcode; do
  carry="$carry --carry $field"
done
sluice curate runs/illustrations --policy "$here/policy.yaml" --to "$here/curated" $carry
sluice audit "$here/curated" --filters "$filters" --out runs/illustrations-curated --policy "$here/policy.yaml"
sluice card init runs/illustrations-curated --policy "$here/policy.yaml"
sluice card answer runs/illustrations-curated --from "$here/card/answers.yaml"
sluice card check runs/illustrations-curated --profile hub
sluice card render runs/illustrations-curated --to "$here/card"
cp runs/illustrations-curated/cards/card.yaml "$here/card/card.yaml"
cp "$here/NOTICE.md" "$here/card/LICENSE" "$here/curated"

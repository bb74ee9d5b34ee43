#!/bin/sh
# Writes a repository whose ledger has every kind of event, as the program $1 writes it, and puts
# all of its refs into the bundle $2. Needs git and a sandbox.
set -eu
program=$(realpath "$1")
bundle=$(realpath -m "$2")
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
export HOME="$temp" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$temp/gitconfig"
git config --global user.name Mia
git config --global user.email mia@example.org
git config --global init.defaultBranch main
git config --global advice.detachedHead false
gate() { "$program" "$@"; }
gate_at() { (cd "$temp/bare.git" && gate "$@"); }
# whatever its status: what is refused or fails is on record as well
tried() { "$@" || true; }

policy() {
  cat >"$temp/gatekeeper.yml" <<END
version: 1
plan: Every kind of event
integration:
  branch: main
  maintainers: [mia]
  tag: v$1
  validate:
    - {name: nothing is broken, absent: {text: broken, in: "*"}}
    - {name: the parts fit, run: 'printf "looked at\033[0m\tsrc ü\n"; ! grep -qr needs-old src || ! grep -qr is-new src'}
agents:
  agent-1:
    branches: ["agent-1/**"]
    owns: [/src/base/]
    validate: [{name: the base is there, run: 'echo looking; sleep \$(cat src/base/slow 2>/dev/null || echo 0); test -e src/base/core'}]
  agent-2:
    branches: ["agent-2/**"]
    after: [agent-1]
    owns: [/src/errors/]
    validate: [{name: errors are raised, exists: /src/errors/raise}]
  agent-3:
    branches: ["agent-3/**"]
    owns: [/tests/]
    validate: $2
  $3:
    branches: ["$3/**"]
    after: [agent-1]
    owns: [/src/parts/]
    validate: [{name: parts are there, exists: /src/parts/one}]
END
}
git init -q --bare bare.git
policy 1 "[]" agent-4
gate install bare.git --policy gatekeeper.yml --principal-variable=GATEKEEPER_PRINCIPAL
git clone -q bare.git work 2>/dev/null
cd work
export GATEKEEPER_PRINCIPAL=mia
git commit -q --allow-empty -m 'Begin the project'
git push -q origin main
who() { export GATEKEEPER_PRINCIPAL="$1"; }
change() { # agent, branch, path, text
  mkdir -p "$(dirname "$3")" && echo "$4" >"$3" && git add . && git commit -qm "Write $3 for $1"
  who "$1" && tried git push -q origin "HEAD:$2"
}
hand_off() { tried gate_at handoff "$@"; }

git switch -qc agent-1/base main
change agent-1 agent-1/base src/base/early draft
hand_off agent-1
change agent-1 agent-1/base src/base/core is-new
hand_off agent-1
# one that is stopped while its checks run
tried gate_at reopen agent-1 --reason 'a slow check'
change agent-1 agent-1/base src/base/slow 10
hand_off agent-1 &
sleep 4
who mia
tried gate_at stop agent-1 --reason 'too slow'
wait
tried gate_at resume agent-1 --reason 'let it end'
change agent-1 agent-1/base src/base/slow 0
hand_off agent-1
git switch -qc agent-2/errors
change agent-2 agent-2/errors src/errors/raise loudly
hand_off agent-2
git switch -qc agent-3/tests main
change agent-3 agent-3/tests tests/one 1
hand_off agent-3
git switch -qc agent-4/parts agent-1/base
change agent-4 agent-4/parts src/parts/one needs-old
hand_off agent-4
tried gate_at rollback agent-3 --reason 'tests the "wrong" thing: ü'
git switch -qC agent-3/tests main
change agent-3 agent-3/tests tests/two 2
hand_off agent-3
tried gate_at integrate
tried gate_at integrate --without agent-4
tried gate_at stop agent-2 --reason 'wait for the review'
tried gate_at resume agent-2 --reason 'it is reviewed'
tried gate_at reopen agent-4 --reason 'needs the old base'
git switch -q agent-4/parts
change agent-4 agent-4/parts src/parts/one likes-it-all
hand_off agent-4
tried gate_at integrate
tried gate_at rollback agent-2 --reason 'too loud'
git fetch -q
git switch -qC agent-2/errors origin/agent-2/errors
git reset -q --hard origin/main
change agent-2 agent-2/errors src/errors/raise quietly
hand_off agent-2
# a policy in which an agent has a new name, and one whose work is proved elsewhere
policy 2 "[]" agent-five
tried gate install ../bare.git --policy ../gatekeeper.yml --principal-variable=GATEKEEPER_PRINCIPAL
git switch -qC agent-3/tests origin/main
change agent-3 agent-3/tests tests/three 3
tried gate_at attest agent-3 --passed --commit "$(git rev-parse HEAD)" --evidence https://ci.example.org/17
git switch -qC agent-five/parts origin/main
change agent-five agent-five/parts src/parts/two 2
hand_off agent-five
# a maintainer's pushes: to an agent's branch, and to main
who mia
git switch -qC agent-2/errors origin/agent-2/errors 2>/dev/null || true
mkdir -p src/base && echo patched >src/base/patch && git add . && git commit -qm 'Patch the base'
tried git push -q origin HEAD:agent-2/errors
git fetch -q && git switch -qC main origin/main
echo all >README && git add . && git commit -qm 'Say what it is'
tried git push -q -o 'gatekeeper.override=nobody owns it' origin main
tried gate_at integrate
tried gate_at log --verify
cd "$temp/bare.git"
git bundle create -q "$bundle" --all
cp ../gatekeeper.yml "${bundle%.bundle}.yml"

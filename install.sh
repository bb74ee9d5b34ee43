#!/bin/sh
# Sets up, builds and installs Gatekeeper. Run it with --help.
set -eu

usage() {
  cat <<'END'
usage: ./install.sh [--prefix FOLDER] [--demo]     set up what is missing, build, install
       ./install.sh --test                         set up what is missing, run all tests
       ./install.sh --uninstall [--prefix FOLDER]  remove exactly what was installed

  --prefix FOLDER  where to install; ~/.local if not given. The command is FOLDER/bin/gatekeeper
  --demo           afterwards demonstrates the gate on a temporary repository
  --no-build       installs the program that is built already (GATEKEEPER_JAR, or the one in hooks/target)
  --help           this text

What is missing (a JDK of version 17 or newer, Maven, git; for the tests bubblewrap) is installed by the
system's package manager if this is root, or if sudo asks for no password. Otherwise you are told what to
install.
END
}

say() { printf '%s\n' "$*"; }

die() {
  printf 'install.sh: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '            %s\n' "$line" >&2; done
  exit 1
}

top=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
prefix=
action=install
demo=no
build=yes
group=
[ -z "${GATEKEEPER_JAR:-}" ] || build=no

while [ $# -gt 0 ]; do
  case $1 in
    --prefix)
      [ $# -ge 2 ] || die '--prefix needs a folder'
      prefix=$2
      shift
      ;;
    --prefix=*) prefix=${1#--prefix=} ;;
    --demo) demo=yes ;;
    --test) action='test' ;;
    --uninstall) action=uninstall ;;
    --no-build) build=no ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) die "\`$1\` is not an option" 'run ./install.sh --help' ;;
  esac
  shift
done

if [ -z "$prefix" ]; then
  [ -n "${HOME:-}" ] || die 'HOME is not set' 'say where to install with --prefix FOLDER'
  prefix=$HOME/.local
fi
case $prefix in
  /*) ;;
  *) prefix=$PWD/$prefix ;;
esac

# --- what is needed -------------------------------------------------------------------------------

# The major version of the java at $1, or nothing.
java_version() {
  "$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\)[^"]*".*/\1/p' | head -n 1
}

# Sets jdk to a folder that holds a JDK of version 17 or newer. $1 is the tool it must have.
find_java() {
  jdk=
  on_path=$(command -v "$1" || true)
  [ -z "$on_path" ] || on_path=$(dirname -- "$(dirname -- "$(readlink -f -- "$on_path")")")
  for folder in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/homebrew/opt/openjdk* \
    /usr/local/opt/openjdk* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -z "$folder" ] || [ ! -x "$folder/bin/$1" ] || [ ! -x "$folder/bin/java" ]; then
      continue
    fi
    version=$(java_version "$folder/bin/java")
    if [ "${version:-0}" -ge 17 ]; then
      jdk=$(CDPATH='' cd -- "$folder" && pwd -P)
      return 0
    fi
  done
  return 1
}

# Maven is needed in 3.8 or newer; what says how new it is goes by too many words, so the build does.
missing() {
  command -v git >/dev/null || printf 'git '
  if [ "$build" = yes ]; then
    find_java javac || printf 'jdk '
    command -v mvn >/dev/null || printf 'maven '
  else
    find_java java || printf 'jdk '
  fi
  if [ "$action" = 'test' ] && lacks_sandbox; then printf 'bubblewrap '; fi
}

# Whether there is no program for the sandbox where there could be one.
lacks_sandbox() {
  [ "$(uname)" = Linux ] && ! command -v bwrap >/dev/null
}

# Runs a command as root, never with a question for a password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -n -- "$@"
  fi
}

may_be_root() {
  [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

# The newest package of a JDK that will do among those that apt knows.
apt_jdk() {
  for version in 17 21 25; do
    if apt-cache show "openjdk-$version-jdk-headless" >/dev/null 2>&1; then
      printf 'openjdk-%s-jdk-headless' "$version"
      return 0
    fi
  done
  printf 'openjdk-17-jdk-headless'
}

# The packages for the words in $2, as the package manager $1 names them.
packages() {
  for word in $2; do
    case $1:$word in
      apt-get:jdk) apt_jdk ;;
      dnf:jdk) printf 'java-21-openjdk-devel' ;;
      apk:jdk) printf 'openjdk17-jdk' ;;
      brew:jdk) printf 'openjdk@21' ;;
      *) printf '%s' "$word" ;;
    esac
    printf ' '
  done
}

package_manager() {
  for manager in apt-get dnf apk brew; do
    if command -v "$manager" >/dev/null; then
      printf '%s' "$manager"
      return 0
    fi
  done
}

set_up() {
  say 'Looking for what is needed: git, a JDK of version 17 or newer, Maven.'
  needed=$(missing)
  if [ "$needed" = 'bubblewrap ' ] && ! may_be_root; then
    say 'There is no bubblewrap, and this script may not install it: tests of the sandbox are left out.'
    needed=
  fi
  if [ -n "$needed" ]; then
    manager=$(package_manager)
    if [ "$manager" != brew ] && ! may_be_root; then
      manager_command="sudo ${manager:-PACKAGE-MANAGER} install"
      [ "$manager" != apk ] || manager_command='sudo apk add'
      die "missing: $needed" \
        'this script is not root and sudo would ask for a password, so it installs nothing; run' \
        "$manager_command $(packages "$manager" "$needed")" 'and then this script again'
    fi
    say "Missing: $needed- installing it with ${manager:-nothing}, which can take some minutes."
    fetch_packages "$manager" "$needed"
    needed=$(missing)
    [ -z "$needed" ] || die "still missing: $needed" 'install it by hand and run this script again'
  fi
  if [ "$build" = yes ]; then find_java javac; else find_java java; fi
  say "Using git $(git --version | sed 's/^git version //') and java $(java_version "$jdk/bin/java") in $jdk."
}

fetch_packages() {
  log=$(mktemp)
  case $1 in
    apt-get) as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update >"$log" 2>&1 || show_log "$log" ;;
  esac
  # The names depend on what the update brought, and are meant to be split.
  names=$(packages "$1" "$2")
  # shellcheck disable=SC2086
  case $1 in
    apt-get)
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends $names \
        >"$log" 2>&1 || show_log "$log"
      ;;
    dnf) as_root dnf -q -y install $names >"$log" 2>&1 || show_log "$log" ;;
    apk) as_root apk add -q $names >"$log" 2>&1 || show_log "$log" ;;
    brew) brew install -q $names >"$log" 2>&1 || show_log "$log" ;;
    *) die "missing: $2" 'no package manager that this script knows; install it by hand' ;;
  esac
  rm -f -- "$log"
}

show_log() {
  tail -n 20 -- "$1" >&2
  die 'that failed; the last lines of its output are above, all of them in' "$1"
}

# --- building -------------------------------------------------------------------------------------

maven() {
  (become_maven "$@")
}

# Goes on as Maven, in a group of processes of its own if group is what makes one.
become_maven() {
  cd -- "$top"
  JAVA_HOME=$jdk
  export JAVA_HOME
  unset JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS
  # shellcheck disable=SC2086 # nothing, or a word
  exec $group mvn -B "$@"
}

# Sets memory to a new folder for the files of tests, of which there are very many, each for a moment; or
# to nothing where there is no room in memory, or no program may be run there.
make_memory() {
  memory=
  [ -d /dev/shm ] && [ -w /dev/shm ] || return 0
  [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -ge 6000000 ] || return 0
  memory=$(mktemp -d /dev/shm/gatekeeper.XXXXXX)
  chmod 711 "$memory"
  printf '#!/bin/sh\n' >"$memory/program"
  chmod +x "$memory/program"
  "$memory/program" 2>/dev/null || {
    rm -rf -- "$memory"
    memory=
  }
}

# Runs all tests, in a group of processes of their own, so that all of them end if this script has to.
# Sets tested to their status.
run_tests() {
  since=$(mktemp)
  tests=
  group=
  ! command -v setsid >/dev/null || group=setsid
  make_memory
  trap 'end_tests 129' HUP
  trap 'end_tests 130' INT
  trap 'end_tests 143' TERM
  set -- -Dlocales -Dlocales.other="$(other_locale)"
  if [ -n "$memory" ]; then
    say "Tests make their files in $memory, which is memory."
    set -- "$@" -Dtest.tmp="$memory" -Dtest.scenarios="$memory/scenarios"
  fi
  (become_maven verify "$@") &
  tests=$!
  tested=0
  wait "$tests" || tested=$?
  trap - HUP INT TERM
}

# The locale that the rest of the tests does not run in.
other_locale() {
  case $(locale charmap 2>/dev/null) in
    UTF-8) printf 'C' ;;
    *) printf 'C.UTF-8' ;;
  esac
}

# Ends what runs the tests and leaves nothing of theirs; $1 is the status to exit with.
end_tests() {
  trap '' HUP INT TERM
  [ -z "$group" ] || tests=-$tests
  kill -s TERM -- "$tests" 2>/dev/null || true
  tries=0
  while kill -s 0 -- "$tests" 2>/dev/null && [ "$tries" -lt 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -s KILL -- "$tests" 2>/dev/null || true
  [ -z "$memory" ] || rm -rf -- "$memory"
  rm -f -- "$since"
  printf '\ninstall.sh: interrupted; the files of the tests are gone\n' >&2
  exit "$1"
}

# What the sed script $1 makes of the reports of this run, read as XML writes its text.
of_reports() {
  find "$top" -path '*/target/*-reports/TEST-*.xml' -newer "$since" -exec sed -n "$1" {} + |
    sed "s/&quot;/\"/g; s/&apos;/'/g; s/&lt;/</g; s/&gt;/>/g; s/&#10;/ /g; s/&amp;/\&/g"
}

# Lists the twenty tests that took longest, so that whoever wants a shorter run need not guess.
tell_slowest() {
  slowest=$(
    of_reports 's/.*<testcase name="\([^"]*\)" classname="[^"]*\.\([^".]*\)" time="\([0-9.,]*\)".*/\3 \2.\1/p' |
      tr -d , | sort -rn | head -n 20 | cut -c 1-100
  )
  [ -z "$slowest" ] || {
    say 'The slowest tests, in seconds:'
    say "$slowest"
  }
}

# Says how many tests were skipped, and why, as the reports of this run have it. Sets skipped to that
# number.
tell_skipped() {
  reasons=$(
    of_reports 's/.*<skipped[^>]*message="\([^"]*\)".*/\1/p
      s/.*<skipped[^>]*><!\[CDATA\[[A-Za-z0-9.]*TestAbortedException: \(.*\)/\1/p' |
      sed 's/^Assumption failed: //; s/]]>.*//' | sort | uniq -c | sort -rn
  )
  skipped=$(say "$reasons" | awk '{ n += $1 } END { print n + 0 }')
  if [ "$skipped" -gt 0 ]; then
    say "$skipped tests were skipped, since this machine lacks what they need:"
    say "$reasons"
  fi
}

build_program() {
  if [ "$build" = yes ]; then
    say 'Building; the first time Maven fetches libraries, which can take some minutes.'
    maven -q package -DskipTests -pl hooks -am ||
      die 'the build failed; what Maven says about it is above'
  fi
  jar=${GATEKEEPER_JAR:-$top/hooks/target/gatekeeper.jar}
  [ -r "$jar" ] || die "there is no program at $jar" 'run this script without --no-build'
}

# --- installing -----------------------------------------------------------------------------------

lib=$prefix/lib/gatekeeper
record=$lib/installed

# Makes a folder and notes every part of the path that was not there.
folder() {
  [ -d "$1" ] || {
    folder "$(dirname -- "$1")"
    mkdir -- "$1"
    printf 'd %s\n' "$1" >>"$new_record"
  }
}

# Puts standard input where $1 says, with mode $2; a program that runs keeps the file that it has open.
put() {
  folder "$(dirname -- "$1")"
  cat >"$1.new"
  chmod "$2" "$1.new"
  mv -f -- "$1.new" "$1"
  printf 'f %s\n' "$1" >>"$new_record"
}

# $1 as a word of sh.
word() {
  printf '%s' "$1" | sed "s/'/'\\\\''/g; s/^/'/; s/\$/'/"
}

# $1 as a word of sh, made fit for the right-hand side of sed's s, with `|` around it.
sed_word() {
  word "$1" | sed 's/[\\&|]/\\&/g'
}

install_program() {
  say "Installing into $prefix."
  new_record=$(mktemp)
  folder "$lib"
  cat -- "$new_record" >>"$record"
  rm -f -- "$new_record"
  new_record=$record
  put "$lib/gatekeeper.jar" 644 <"$jar"
  # From 25 on java has a cache that starts faster still than an archive of classes.
  if [ "$(java_version "$jdk/bin/java")" -ge 25 ]; then
    archive_option=-XX:AOTCache
    training_option=-XX:AOTCacheOutput
  else
    archive_option=-XX:SharedArchiveFile
    training_option=-XX:ArchiveClassesAtExit
  fi
  archive=$lib/classes.archive
  sed "s|@JAVA@|$(sed_word "$jdk/bin/java")|; s|@JAR@|$(sed_word "$lib/gatekeeper.jar")|
    s|@ARCHIVE@|$(sed_word "$archive")|; s|@ARCHIVE_OPTION@|$archive_option|
    s|@LAUNCHER@|$(sed_word "$prefix/bin/gatekeeper")|" "$top/hooks/src/main/sh/gatekeeper" |
    put "$prefix/bin/gatekeeper" 755
  install_documents
  make_archive
  keep_record
  "$prefix/bin/gatekeeper" --version >/dev/null || die 'what was installed does not run'
  say "Installed $("$prefix/bin/gatekeeper" --version) as $prefix/bin/gatekeeper."
  case :${PATH:-}: in
    *:"$prefix/bin":*) ;;
    *)
      say 'That folder is not in your PATH: call it in full, or add it with'
      say "  PATH=\"$prefix/bin:\$PATH\""
      ;;
  esac
  if lacks_sandbox; then
    say 'Commands that validate work run in a sandbox: where this machine is to run them, install bubblewrap.'
  fi
}

install_documents() {
  pages=$(mktemp -d)
  "$prefix/bin/gatekeeper" man-pages "$pages"
  for page in "$pages"/*.1; do
    put "$prefix/share/man/man1/${page##*/}" 644 <"$page"
  done
  rm -rf -- "$pages"
  "$prefix/bin/gatekeeper" completion | put "$prefix/share/bash-completion/completions/gatekeeper" 644
  {
    say '#compdef gatekeeper'
    say 'autoload -U +X bashcompinit && bashcompinit'
    "$prefix/bin/gatekeeper" completion
  } | put "$prefix/share/zsh/site-functions/_gatekeeper" 644
}

# What an earlier run noted stays noted, since its folders are no longer new.
keep_record() {
  printf 'f %s\n' "$record" >>"$record"
  notes=$(sort -u "$record")
  printf '%s\n' "$notes" >"$record"
}

uninstall() {
  [ -f "$record" ] || die "nothing of this is installed in $prefix" 'say where with --prefix FOLDER'
  list=$(mktemp)
  cat -- "$record" >"$list"
  sed -n 's/^f //p' "$list" | while IFS= read -r file; do rm -f -- "$file"; done
  # The deepest first; a folder that somebody else has put something into stays.
  sed -n 's/^d //p' "$list" | sort -r | while IFS= read -r folder; do
    rmdir -- "$folder" 2>/dev/null || true
  done
  rm -f -- "$list"
  say "Removed Gatekeeper from $prefix."
  say 'A repository in which it is still installed refuses every push from now on. Install it again, run'
  say 'gatekeeper uninstall REPO  for each, and come back; or unset core.hooksPath there by hand.'
}

# --- a throw-away repository ----------------------------------------------------------------------

# Sets work to a new folder, with a git that knows nobody's configuration.
throw_away() {
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_QUARANTINE_PATH
  work=$(mktemp -d "${TMPDIR:-/tmp}/gatekeeper.XXXXXX")
  server=
  trap clean_up EXIT
  trap 'exit 1' HUP INT TERM
}

clean_up() {
  stop_server
  rm -rf -- "$work"
}

stop_server() {
  [ -z "$server" ] || {
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  }
  server=
}

plain_git() {
  env HOME="$work" XDG_CONFIG_HOME="$work" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
    GIT_TERMINAL_PROMPT=0 GIT_AUTHOR_NAME=demo GIT_AUTHOR_EMAIL=demo@example.com \
    GIT_COMMITTER_NAME=demo GIT_COMMITTER_EMAIL=demo@example.com \
    git -c init.defaultBranch=main -c advice.detachedHead=false -c gc.auto=0 "$@"
}

# A policy for two agents, and a working copy with something in it for both.
make_project() {
  plain_git init -q "$work/clone"
  mkdir -p "$work/clone/src/core" "$work/clone/src/api"
  say 'version 1' >"$work/clone/src/core/engine.txt"
  say 'version 1' >"$work/clone/src/api/server.txt"
  cat >"$work/gatekeeper.yml" <<'END'
version: 1
integration:
  branch: main
  maintainers: [alice]
agents:
  agent-1:
    branches: ["agent-1/**"]
    owns: [/src/core/]
    validate:
      - absent: {text: TODO, in: /src/core/}
  agent-2:
    branches: ["agent-2/**"]
    after: [agent-1]
    owns: [/src/api/]
END
  plain_git -C "$work/clone" add .
  plain_git -C "$work/clone" commit -q -m 'Begin'
}

# A bare repository with the policy, to which the working copy has pushed its branch main.
make_bare() {
  plain_git init -q --bare "$work/$1"
  cp -- "$work/gatekeeper.yml" "$work/$1/gatekeeper.yml"
  plain_git -C "$work/clone" push -q "$work/$1" main
}

# In the working copy $1: commits "$4" to the file $3 on a new branch $2 that starts at main.
change() {
  plain_git -C "$work/$1" checkout -q -b "$2" main
  say "$4" >"$work/$1/$3"
  plain_git -C "$work/$1" commit -q -a -m "$4"
}

# The archive is made of the classes that judging a real push loads.
make_archive() {
  throw_away
  make_project
  make_bare project.git
  rm -f -- "$archive"
  cat >"$work/project.git/hooks/pre-receive" <<END
#!/bin/sh
unset JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS
exec $(word "$jdk/bin/java") $training_option="$work/classes" \\
  -Xlog:disable -Xlog:all=off:stdout -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xss8m \\
  -cp $(word "$lib/gatekeeper.jar") dev.gatekeeper.hooks.Main hook pre-receive --receive-pack "\$PPID"
END
  chmod +x "$work/project.git/hooks/pre-receive"
  change clone agent-1/training src/api/server.txt 'trespass'
  plain_git -C "$work/clone" push -q "$work/project.git" agent-1/training >/dev/null 2>&1 || true
  if [ -s "$work/classes" ]; then
    put "$archive" 644 <"$work/classes"
  else
    say 'This java makes no archive of classes, so every start takes some tenths of a second longer.'
  fi
  rm -rf -- "$work"
  trap - EXIT
}

# --- the demonstration ----------------------------------------------------------------------------

# Begins an act of the demonstration: its heading is the arguments, a line each. On a terminal it waits
# before every act but the first, so that the one before can be read.
act() {
  if [ "$acts" -gt 0 ] && [ -t 0 ] && [ -t 1 ]; then
    printf '[Enter goes on, q ends] '
    read -r answer || answer=q
    [ "$answer" != q ] || exit 0
    say
  fi
  acts=$((acts + 1))
  for line in "$@"; do say "$line"; done
  say
}

# Shows standard input as what was printed in the folder of the demonstration, within 80 columns.
show() {
  sed "s|$work/||g; s/ *\$//" | fold -s -w 78 | sed 's/^/  /; s/ *$//'
}

# Shows a command of gatekeeper's in folder $1 and what it says. It may answer with no.
show_command() {
  here=$1
  shift
  say "$ gatekeeper $*" | show
  (cd -- "$work/$here" && gatekeeper "$@") >"$work/said" 2>&1 || [ $? -eq 1 ] || {
    cat -- "$work/said" >&2
    die "\`gatekeeper $*\` failed"
  }
  show <"$work/said"
}

# The program with a clean configuration and a home of its own.
gatekeeper() {
  env HOME="$work" XDG_CONFIG_HOME="$work" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
    GATEKEEPER_HOME="$work/home" "$prefix/bin/gatekeeper" "$@"
}

# In the working copy $1, pushes branch $3 to remote $2 and shows what git says; $4 is what must come
# of it: accepted, or a code. What follows are options of git push.
show_push() {
  clone=$1 remote=$2 branch=$3 wanted=$4
  shift 4
  say "$clone \$ git push${*:+ $*} $remote $branch" | show
  outcome=accepted
  plain_git -C "$work/$clone" push "$@" "$remote" "$branch" >"$work/said" 2>&1 || outcome=refused
  show <"$work/said"
  say
  if [ "$outcome" = accepted ]; then
    [ "$wanted" = accepted ] || die "this push should have been refused with $wanted"
  else
    grep -q "($wanted" "$work/said" || die "this push should have been: $wanted"
  fi
}

# Starts the server and sets address to where it is.
start_server() {
  # not by the function above, whose process would be a shell that a signal ends alone
  env GATEKEEPER_HOME="$work/home" "$prefix/bin/gatekeeper" serve --root "$work/root" --listen 127.0.0.1:0 \
    >"$work/address" 2>"$work/server.log" &
  server=$!
  address=
  while [ -z "$address" ]; do
    kill -0 "$server" 2>/dev/null || {
      cat -- "$work/server.log" >&2
      die 'the server did not start'
    }
    sleep 0.1
    address=$(sed -n 's|^gatekeeper: serving \(.*\)/$|\1|p' "$work/address")
  done
}

# Makes a token for $1 and a clone in the folder $1 that uses it.
join() {
  token=$(gatekeeper token new "$1")
  plain_git clone -q -o gate -c "http.extraHeader=Authorization: Bearer $token" \
    "$address/project.git" "$work/$1" 2>&1
  say "$ gatekeeper token new $1" | show
  say "$ git clone -o gate -c http.extraHeader='Authorization: Bearer gk_...' $address/project.git $1" | show
}

demonstrate() {
  throw_away
  acts=0
  mkdir "$work/root"
  say
  act '=== What the gate does' '' \
    'A project has two coding agents and a maintainer. This is its policy,' 'gatekeeper.yml:'
  make_project
  sed 's/^/    /' "$work/gatekeeper.yml"
  say
  act '--- A remote that judges pushes: a repository with that policy, and a server' \
    '    before it.'
  show_command . repo create project --root root --policy gatekeeper.yml
  start_server
  say '$ gatekeeper serve --root root &' | show
  show <"$work/address"
  say
  say '    Everybody has a token. alice, who maintains the project, pushes its first'
  say '    branch; two agents clone it.'
  say
  say '  $ gatekeeper token new alice'
  say '  $ git push gate main'
  plain_git -C "$work/clone" -c "http.extraHeader=Authorization: Bearer $(gatekeeper token new alice)" \
    push -q "$address/project.git" main >"$work/said" 2>&1 || die 'the first push should have been accepted'
  show <"$work/said"
  join agent-1
  join agent-2
  say
  act '--- 1. agent-1 changes a file that it owns. The push is accepted.'
  change agent-1 agent-1/engine src/core/engine.txt 'version 2 of the engine'
  show_push agent-1 gate agent-1/engine accepted
  act '--- 2. agent-1 also changes a file of agent-2. The push is refused, and the' \
    '    server is as it was. The message names the path, the rule and the owner,' \
    '    and gives the command that fixes it.'
  plain_git -C "$work/agent-1" checkout -q -b agent-1/more
  say 'version 2 of the engine, and more' >"$work/agent-1/src/core/engine.txt"
  say 'a change that agent-1 may not make' >"$work/agent-1/src/api/server.txt"
  plain_git -C "$work/agent-1" commit -q -a -m 'More'
  show_push agent-1 gate agent-1/more PATH_NOT_OWNED
  act '--- 3. agent-1 does as it was told, and pushes again.'
  fix=$(sed -n 's/^.*fix: \(.*[^ ]\) *$/\1/p' "$work/said")
  say "agent-1 \$ $fix" | show
  (
    # shellcheck disable=SC2317 # called by what is printed
    git() { plain_git "$@"; }
    cd -- "$work/agent-1"
    eval "$fix"
  )
  show_push agent-1 gate agent-1/more accepted
  act '--- 4. agent-2 changes only what it owns, but it comes after agent-1, whose' \
    '    work is not validated yet. The push is refused until it is. On a branch of' \
    '    agent-1 it has no business at all.'
  change agent-2 agent-2/server src/api/server.txt 'version 2 of the server'
  show_push agent-2 gate agent-2/server HANDOFF_PENDING
  plain_git -C "$work/agent-2" checkout -q -b agent-1/mine
  show_push agent-2 gate agent-1/mine NOT_YOUR_BRANCH
  act '--- 5. agent-1 hands its work off: what the policy demands of it is checked, on' \
    '    the server. It is not done yet, and is told so; then it is.'
  plain_git -C "$work/agent-1" checkout -q agent-1/engine
  say 'version 2 of the engine, TODO: brakes' >"$work/agent-1/src/core/engine.txt"
  plain_git -C "$work/agent-1" commit -q -a -m 'Faster'
  show_push agent-1 gate agent-1/engine accepted -o handoff
  grep -q 'not handed off' "$work/said" || die 'this should not have been handed off'
  say 'version 2 of the engine, with brakes' >"$work/agent-1/src/core/engine.txt"
  plain_git -C "$work/agent-1" commit -q -a -m 'Brakes'
  show_push agent-1 gate agent-1/engine accepted -o handoff
  grep -q 'gatekeeper: handed off agent-1' "$work/said" || die 'this should have been handed off'
  act '--- 6. Now agent-2 may start, from there, and hands off as well.'
  say 'agent-2 $ git fetch gate refs/gatekeeper/handoff/agent-1' | show
  say 'agent-2 $ git rebase FETCH_HEAD agent-2/server' | show
  plain_git -C "$work/agent-2" fetch -q gate refs/gatekeeper/handoff/agent-1
  plain_git -C "$work/agent-2" rebase -q FETCH_HEAD agent-2/server
  show_push agent-2 gate agent-2/server accepted -o handoff
  grep -q 'gatekeeper: handed off agent-2' "$work/said" || die 'this should have been handed off'
  act '--- 7. alice integrates: what was handed off is merged into main, each agent'"'"'s' \
    '    own paths alone, and main moves only if the combined result passes.'
  join alice
  say
  show_command alice integrate
  say
  show_main
  act '--- 8. It turns out that the work of agent-2 was a mistake. alice takes it back,' \
    '    and nobody else'"'"'s: main gets a commit that undoes it.'
  show_command alice rollback agent-2 --reason slower
  say
  show_main
  [ "$(plain_git -C "$work/root/project.git" show main:src/api/server.txt)" = 'version 1' ] ||
    die 'the work of agent-2 should have been taken back'
  [ "$(plain_git -C "$work/root/project.git" show main:src/core/engine.txt)" != 'version 1' ] ||
    die 'the work of agent-1 should have stayed'
  act '--- 9. Nobody has to push to find out. From a clone the server is asked, with' \
    '    git'"'"'s credentials:'
  show_command agent-2 check --agent agent-2 src/api/server.txt src/core/engine.txt
  show_command agent-2 status
  say
  say '    As JSON, for programs; the answers are those of the API, which'
  say '    docs/interfaces.md describes:'
  say
  ask_for_json agent-2 src/core/engine.txt
  say
  act '--- 10. An agent sees main, its own branches and what it builds on, and nothing' \
    '    else of the others.'
  say 'agent-2 $ git ls-remote gate' | show
  plain_git -C "$work/agent-2" ls-remote gate 2>&1 | tr '\t' ' ' | show
  say
  stop_server
  act '--- A hook that judges pushes: the same gate, in a bare repository that is' \
    '    reached by other ways.'
  make_bare hooked.git
  show_command . install hooked.git
  say
  change clone agent-1/hook src/api/server.txt 'a change that agent-1 may not make'
  plain_git -C "$work/clone" remote add hooked "$work/hooked.git"
  show_push clone hooked agent-1/hook PATH_NOT_OWNED
  act 'All this was in a temporary folder and is gone now. For a clone of your own:' '' \
    '    gatekeeper up                 give it a gate, on this machine' \
    '    gatekeeper worktree AGENT     a place for an agent to work and push' \
    '    gatekeeper down               stop it' '' \
    'For a server, or a bare repository that is there, see README.md.'
}

# Shows the commits of main on the server, the newest first.
show_main() {
  say 'alice $ git fetch -q gate && git log --oneline --first-parent gate/main' | show
  plain_git -C "$work/alice" fetch -q gate
  plain_git -C "$work/alice" log --oneline --first-parent gate/main | show
  say
}

# Asks over HTTP whether $1 may change $2: with curl if there is one, otherwise as any clone can.
ask_for_json() {
  if command -v curl >/dev/null; then
    url="$address/api/v1/repos/project/check?agent=$1&path=$2"
    say "$ curl -H 'Authorization: Bearer gk_...' '$url'" | show
    curl -sS --noproxy '*' -H "$(plain_git -C "$work/$1" config http.extraHeader)" "$url" | show
  else
    show_command "$1" check --json --agent "$1" "$2"
  fi
}

case $action in
  install)
    set_up
    build_program
    install_program
    if [ "$demo" = yes ]; then
      demonstrate
    fi
    ;;
  test)
    build=yes
    set_up
    say 'Running all tests; the first time Maven fetches libraries, which can take some minutes.'
    run_tests
    tell_slowest
    tell_skipped
    rm -f -- "$since"
    if [ "$tested" -ne 0 ]; then
      [ -z "$memory" ] || die 'some tests failed; what Maven says about them is above' \
        "what is left of the scenarios among them is in $memory; remove it when you have seen it"
      die 'some tests failed; what Maven says about them is above'
    fi
    [ -z "$memory" ] || rm -rf -- "$memory"
    if [ "$skipped" -gt 0 ]; then say 'All other tests passed.'; else say 'All tests passed.'; fi
    ;;
  uninstall) uninstall ;;
esac

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are shell scripts
// A script must mean the same whether its output streams or comes at the end.
import { Bash } from 'just-bash'
import { expect, test } from 'vitest'
import { errorSink, mayStream, outputSink, streamStatements } from './stream-statements'
import { WorkFs } from './work-fs'

const scripts = [
  'echo hello; echo err >&2; echo done',
  'for i in 1 2 3; do echo $i; done',
  'ls /nope; cat a.txt | tr h j',
  'f() { echo in; return 3; }; x=$(f); echo "got $x $?"; (echo sub; exit 3)',
  'nosuch; exit 5',
  'echo é; printf "\\xff\\n" | od -c; cat binary',
  'if ((',
  'seq 1 3 | while read l; do echo "l $l"; done',
  'echo a > /dev/stderr; echo b > /dev/stdout; echo c | tee /dev/stderr',
  'echo foo 2>&1; ls /nope 2>&1 | cat; { echo g; ls /nope; } 2>/dev/null',
  'set -e; echo a; false; echo no',
  'set -u; echo $nope; echo x',
  'set -euo pipefail; echo a; echo $nope; echo x',
  'cat <<X\nheredoc $HOME\nX',
  'for i in 1 2 3 4; do if [ $i = 3 ]; then break; fi; echo $i; done; echo after',
  'while read l; do echo "got $l"; read m; echo "m $m"; done < lines.txt; echo x',
  'until false; do echo u; break; done; echo $?',
  '! false; echo $?; true && echo yes || echo no',
  'read x <<< hello; echo $x',
  'trap "echo bye" EXIT; echo hi',
  'x=1; { x=2; echo in; }; echo $x',
  'case a in a) echo A;; b) echo B;; esac',
  'if false; then echo a; elif true; then echo b; else echo c; fi',
  'echo $LINENO\necho $LINENO\n\necho $LINENO',
  'f() { local v=1; echo $v; for i in 1 2; do return 4; done; }; f; echo $?',
  'false || exit 7; echo no',
  'for i in 1 2; do for j in a b; do [ $j = b ] && continue 2; echo $i$j; done; done',
  'printf "a\\nb\\n" > out.txt; cat out.txt; wc -l < out.txt',
  'arr=(1 2 3); echo ${arr[@]} ${#arr[@]}; unset arr[1]; echo ${arr[@]}',
  'set -x; echo hi',
  'echo "unterminated',
  'bash -c "echo inner; exit 2"; echo $?',
  'echo "echo from script" > s.sh; bash s.sh; chmod +x s.sh; ./s.sh; source s.sh; eval "echo ev"',
  'find . -name "*.txt" -exec cat {} \\;',
  'echo a b c | xargs -n1 echo item',
  'cat nonexist > q 2>&1; cat q',
  'exit 300',
  'return 3',
  'break; echo x',
  '{ echo a; exit 3; }; echo b',
  'if true; then echo a; exit 4; fi; echo b',
  'while true; do echo a; exit 5; done',
  'cd /tmp; pwd; cd - ; pwd',
  'for i in 1; do false; done; echo $?',
  'x=$(echo sub; echo err >&2); echo "x=$x"',
  'exec 3>&1; echo z >&3',
  'exec > log.txt; echo into; echo more',
  'printf "%s\\n" "${x:?needed}"; echo after',
  '[[ a == a ]] && echo eq; (( 1 > 2 )); echo $?',
  'echo "a" | { read v; echo "v=$v"; }',
  'timeout 1 echo hi; echo $?',
  'function g { echo g1; echo g2 >&2; }; g; g 2>/dev/null; g | tr g h',
  'echo -n no newline',
  'set -o pipefail; false | true; echo $?',
  'mapfile -t L < lines.txt; echo ${L[1]}',
  'echo {1..5} {a..c}; VAR=x env | grep VAR',
]

async function run(script: string, streamed: boolean) {
  const fs = new WorkFs({
    tree: new Map(),
    readOnly: [],
    quota: { bytes: 1e8, files: 1e4 },
    load: () => Promise.reject(new Error('nothing is stored')),
    onFull: () => {},
  })
  fs.mkdirSync('/tmp', { recursive: true })
  fs.writeFileSync('/workspace/a.txt', 'hi\n')
  fs.writeFileSync('/workspace/lines.txt', 'one\ntwo\nthree\nfour\n')
  fs.writeFileSync('/workspace/binary', Uint8Array.from([0, 255, 128, 7, 200]))
  const bash = new Bash({ fs, cwd: '/workspace' })
  const out: Uint8Array[] = []
  const err: Uint8Array[] = []
  fs.addSink(outputSink, async bytes => void out.push(bytes))
  fs.addSink(errorSink, async bytes => void err.push(bytes))
  fs.seal()
  let pending = streamed && mayStream(script)
  bash.registerTransformPlugin({
    name: 'stream',
    transform({ ast }) {
      if (!pending) return { ast }
      pending = false
      return { ast: streamStatements(ast) }
    },
  })
  const { stdout, stderr, exitCode } = await bash.exec(script)
  return {
    stdout: Buffer.concat(out).toString('latin1') + Buffer.from(stdout).toString('latin1'),
    stderr: Buffer.concat(err).toString() + stderr,
    exitCode,
    files: [...fs.filesBelow('/workspace')].map(([path, { size }]) => [path, size]),
  }
}

test.each(scripts)('%s', async script => {
  expect(await run(script, true)).toEqual(await run(script, false))
})

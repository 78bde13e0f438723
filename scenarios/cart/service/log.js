// One line to stderr; stdout is kept for the readiness line.
export function log(line) {
  process.stderr.write(`cart-service: ${line}\n`);
}

export const x = `\x41;${1}`;

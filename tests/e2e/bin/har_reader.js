// Reads an HTTP Archive as others do: by har-validator (Debian: node-har-validator), which holds it against the schema of HAR 1.2.
// Prints a line of JSON for each entry. Exit code 77: the validator is missing; 1: what is wrong stands on stderr.
'use strict';
const fs = require('fs');

let validate;
try {
  validate = require('har-validator');
} catch (missing) {
  console.error(`no har-validator: ${missing.message.split('\n')[0]}`);
  process.exit(77);
}
const archive = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
validate.har(archive).then(
  (read) => {
    for (const {request, response, startedDateTime} of read.log.entries) {
      const body = request.postData ? request.postData.text : '';
      console.log(
        JSON.stringify([request.method, request.url, request.headers.length, body.length, response.status, startedDateTime.length > 0]),
      );
    }
  },
  (wrong) => {
    console.error(JSON.stringify(wrong.errors, null, 1));
    process.exit(1);
  },
);

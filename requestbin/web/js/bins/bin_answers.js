// What a bin answers, as a person says it and as Moco sessions. Pure.

/**
 * @param {object[]} sessions of GET bins/{bin}/responses
 * @returns {{kind: 'ok'}|{kind: 'one', status: number, type: string, body: string}|{kind: 'rules', text: string}}
 */
export function answerOf(sessions) {
  if (sessions.length === 0) return {kind: 'ok'};
  return oneAnswer(sessions) ?? {kind: 'rules', text: JSON.stringify(sessions, null, 2)};
}

/** One answer to everything, with nothing in it that the three boxes could not show. */
function oneAnswer(sessions) {
  const [session] = sessions;
  if (sessions.length !== 1 || !onlyHas(session, ['response']) || !onlyHas(session.response, ['status', 'headers', 'text'])) return null;
  const {status = 200, headers = {}, text = ''} = session.response;
  if (!Number.isInteger(status) || typeof text !== 'string' || !onlyHas(headers, ['Content-Type'])) return null;
  const type = headers['Content-Type'] ?? '';
  return typeof type === 'string' ? {kind: 'one', status, type, body: text} : null;
}

function onlyHas(object, keys) {
  return typeof object === 'object' && object !== null && !Array.isArray(object) && Object.keys(object).every((key) => keys.includes(key));
}

/** The body for PUT bins/{bin}/responses; null: DELETE it. Rules go as they were written, so that an error names their line. */
export function sessionsText(answer) {
  if (answer.kind === 'ok') return null;
  if (answer.kind === 'rules') return answer.text;
  const response = {status: answer.status};
  if (answer.type !== '') response.headers = {'Content-Type': answer.type};
  response.text = answer.body;
  return JSON.stringify([{response}]);
}

// Where everything comes from that the page shows: a live server (server_source.js), or data in the file itself
// (embedded_source.js). No module asks anything else. Pure: types, and the one error.

/** @import {BusEvent, BusGroup, BusRecord, BusTopic} from './types.js' */
/** @import {ApiRecord, Await, Bin, Health, Listing, ListQuery, SentAnswer, Session, Stub, StubSession, Verdict} from './types.js' */

/** What could not be read or done, with a text for people. */
export class SourceError extends Error {
  /**
   * @param {number} status of HTTP; 0: no answer came
   * @param {string} message
   * @param {string} [where] "responses:2:17": the place in what was sent
   */
  constructor(status, message, where = '') {
    super(message);
    this.status = status;
    this.where = where;
  }
}

/**
 * Every promise may be rejected with a SourceError.
 * @typedef {object} Source
 * @property {boolean} live whether anything may still come
 * @property {string} holder who has the records, in the middle of a sentence: "the server"
 * @property {string} origin of the captured calls, where they name no host themselves: "http://localhost:8080"
 * @property {Actions | null} actions what changes something; null: nothing can be changed, see `refusal`
 * @property {string} refusal why nothing can be changed, a sentence; '': it can
 * @property {((id: string) => ApiRecord | null) | null} peek the whole record at once; null: it has to be fetched,
 *   so that questions about headers and bodies go to `requests`, as its `filter`
 * @property {string[]} exports the formats that `exported` has
 * @property {(bin: string) => string} urlOf where the bin is reached; '': nowhere
 * @property {() => Promise<{bins: Bin[], cursor: number}>} bins `cursor`: where `follow` goes on
 * @property {(name: string) => Promise<Bin>} bin private ones, too
 * @property {(bin: string, query: ListQuery, signal?: AbortSignal) => Promise<Listing>} requests
 * @property {(bin: string, id: string, signal?: AbortSignal) => Promise<ApiRecord>} record
 * @property {(bin: string, id: string) => Promise<Blob>} body of the request
 * @property {(bin: string, format: string, seqs?: number[] | null) => Promise<Blob>} exported `seqs`: only these, in order
 * @property {(bins?: string[]) => Promise<{awaits: Await[]}>} awaits `bins`: private ones, which are named to be told of
 * @property {(id: string, bins?: string[]) => Promise<Verdict>} verdict
 * @property {(name: string) => Promise<Stub>} stub
 * @property {(name: string) => Promise<{sessions: StubSession[]}>} stubSessions
 * @property {(name: string) => Promise<Health>} stubHealth
 * @property {() => Promise<boolean>} hasRuns whether the server runs scenarios, whose page is at ui/run
 * @property {BusSource | null} bus the embedded bus beside the bins; null: there can be none
 * @property {(bins: string[] | null, cursor: number, listener: Listener) => Follower} follow what changes behind
 *   the cursor; null: of all bins that are listed. The first event is 'hello'.
 */

/**
 * Every promise may be rejected with a SourceError.
 * @typedef {object} BusSource
 * @property {() => Promise<boolean>} isThere whether this server has a bus that can be looked into
 * @property {() => Promise<BusTopic[]>} topics
 * @property {() => Promise<BusGroup[]>} groups
 * @property {(topic: string, partition: number, offset: number, limit: number) => Promise<BusRecord[]>} records of a
 *   partition, from that offset on
 * @property {(group: string, after: number) => Promise<{events: BusEvent[], cursor: number, more: boolean}>} eventsOf a
 *   group behind that gseq, the newest last; `cursor`: where to go on
 * @property {(listener: Listener) => Follower} follow what happens from now on. The first event is 'hello'.
 */

/**
 * @typedef {object} Listener
 * @property {(type: string, data: any) => void} onEvent an event of GET /api/v2/events
 * @property {(state: ConnectionState) => void} onState
 */

/**
 * @typedef {object} ConnectionState
 * @property {'connecting' | 'live' | 'waiting' | 'closed' | 'file'} state
 * @property {number} [retryAt] of 'waiting': when the next try is (ms)
 * @property {string} [problem] of 'waiting': why
 */

/**
 * @typedef {object} Follower
 * @property {() => void} retry at once, when a wait for the next try is under way
 * @property {() => void} stop
 */

/**
 * What only a server can do.
 * @typedef {object} Actions
 * @property {() => Promise<{targets: string[]}>} targets where requests may be sent again, besides their bins
 * @property {(bin: string, id: string) => Promise<unknown>} remove
 * @property {(bin: string) => Promise<{cleared: number}>} clear
 * @property {(settings: object) => Promise<Bin>} makeBin `settings` as POST bins takes them
 * @property {(name: string, settings: object) => Promise<Bin>} changeBin
 * @property {(name: string) => Promise<unknown>} removeBin
 * @property {(name: string) => Promise<Session[]>} responses
 * @property {(name: string, text: string) => Promise<unknown>} setResponses
 * @property {(name: string) => Promise<unknown>} clearResponses
 * @property {(name: string, text: string) => Promise<{imported: number}>} importText
 * @property {(url: string | URL, call: RequestInit) => Promise<Response>} call a bin of this server, by the browser
 * @property {(bin: string, id: string, to: string) => Promise<SentAnswer>} sendTo a target, by the server
 * @property {(name: string) => Promise<Health>} stubReload
 * @property {(name: string) => Promise<unknown>} stubReset
 */

/**
 * What an error says to people.
 * @param {unknown} error
 */
export function textOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Whether it says that there is no such thing.
 * @param {unknown} error
 */
export function isMissing(error) {
  return error instanceof SourceError && error.status === 404;
}

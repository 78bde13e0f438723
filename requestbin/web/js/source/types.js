// The data as the v2 API gives them (requestbin/api/openapi.json, stubserver/api/openapi.json), and as they stand
// in a file. Types only.

/** @typedef {[name: string, value: string, encoding?: 'latin1' | 'utf8', nameEncoding?: 'latin1']} Pair of headers, query, form, cookies: in the sender's order and case; "latin1" marks a value or a name whose bytes are not UTF-8 */

/**
 * @typedef {object} Bin
 * @property {string} name
 * @property {'bin' | 'stub' | 'topic' | 'listener'} kind listener: what it refused for a bin that is not known
 * @property {number[]} color red, green, blue, from 0 to 255
 * @property {boolean} private
 * @property {string} created_at
 * @property {string | null} expires_at
 * @property {number} held records
 * @property {number} held_bytes
 * @property {number} cursor
 * @property {number} total that ever came
 * @property {number} evicted dropped for room
 * @property {number} evicted_through the last seq that was dropped
 * @property {number} cleared_through
 * @property {number} deleted
 * @property {number} max_records
 * @property {number} max_bytes
 * @property {{[name: string]: string}} labels
 * @property {string | null} ttl such as "7200s"
 * @property {'fixed' | 'sliding'} ttl_mode
 * @property {string | null} group
 */

/**
 * Why the server refused a call before any rule saw it.
 * @typedef {object} Refused
 * @property {number} status 0: without an answer
 * @property {string} code
 * @property {string} reason
 * @property {string | null} bound flag and value
 * @property {string} listener
 * @property {string} [head] the first bytes
 */

/**
 * The line of a record: what a list needs. Of a call, or of an event.
 * @typedef {object} Summary
 * @property {string} id
 * @property {string} bin
 * @property {number} seq number within the bin
 * @property {number} gseq number across all bins
 * @property {'call' | 'event'} kind
 * @property {string} received_at
 * @property {number} offset_us since the server's start
 * @property {number} size of the body as it is kept
 * @property {string | null} content_type
 * @property {boolean} truncated
 * @property {string} [method]
 * @property {string} [target]
 * @property {string} [path] without the query, decoded
 * @property {number} [status] 0: no answer was sent
 * @property {boolean} [matched]
 * @property {string} [rule]
 * @property {number} [delay_ms]
 * @property {string} [peer] address and port
 * @property {number} [connection]
 * @property {boolean} [preflight]
 * @property {Refused} [refused]
 * @property {string} [topic]
 * @property {number} [partition]
 * @property {number} [offset]
 * @property {string | null} [key]
 * @property {boolean} [null_value]
 */

/**
 * @typedef {object} Body
 * @property {number} size
 * @property {string} [sha256]
 * @property {'utf8' | 'base64'} encoding of `content`
 * @property {string} content
 * @property {boolean} [truncated]
 */

/**
 * @typedef {object} Answer
 * @property {number} status 0: none was sent
 * @property {Pair[]} headers
 * @property {Body} body
 * @property {number} delay_ms
 * @property {string} [fault]
 * @property {boolean} matched
 * @property {string} rule
 * @property {string} [rule_owner]
 * @property {string} [why_not]
 */

/**
 * What every whole record has.
 * @typedef {object} RecordBase
 * @property {string} id
 * @property {string} bin
 * @property {number} seq
 * @property {number} gseq
 * @property {string} received_at
 * @property {number} offset_us
 * @property {number} size
 * @property {string | null} content_type
 * @property {boolean} truncated
 * @property {Pair[]} headers
 * @property {Body} body
 * @property {{trace_id?: string, parent_id?: string}} [correlation]
 * @property {AwaitLink[]} [awaits] that counted it; lists of whole records leave them out
 */

/**
 * @typedef {object} CallOnly
 * @property {'call'} kind
 * @property {string} method
 * @property {string} target path and query as they were sent
 * @property {'latin1'} [target_encoding] its bytes are not UTF-8
 * @property {'http' | 'https'} [scheme]
 * @property {string} path
 * @property {number} status
 * @property {boolean} matched
 * @property {string} rule
 * @property {number} delay_ms
 * @property {number} connection
 * @property {boolean} preflight
 * @property {Refused} [refused]
 * @property {Pair[]} query
 * @property {string} version
 * @property {Pair[]} form
 * @property {boolean} [form_truncated] there may be more fields than those
 * @property {{address: string, port: number}} peer
 * @property {string[]} [forwarded_for]
 * @property {Answer} answer
 */

/**
 * @typedef {object} EventOnly
 * @property {'event'} kind
 * @property {string} topic
 * @property {number} partition
 * @property {number} offset
 * @property {string | null} key
 * @property {boolean} null_value
 * @property {undefined} [query] only calls have these
 * @property {undefined} [form]
 * @property {undefined} [form_truncated]
 * @property {undefined} [answer]
 */

/** @typedef {RecordBase & CallOnly} CallRecord */
/** @typedef {RecordBase & EventOnly} EventRecord */
/** @typedef {CallRecord | EventRecord} ApiRecord */

/**
 * @typedef {object} ListQuery
 * @property {'asc' | 'desc'} [order]
 * @property {number} [limit]
 * @property {number} [before] only what has a smaller seq
 * @property {number} [after] only what has a larger one
 * @property {string} [filter] a Moco request object as JSON
 */

/**
 * @typedef {object} Listing
 * @property {Summary[]} requests
 * @property {number} cursor `before` or `after` of the next page
 * @property {number} newest the seq of the newest record of the bin
 * @property {boolean} more
 * @property {number[]} [unknown] seqs of records on which the filter gave up
 */

/** @typedef {'pending' | 'satisfied' | 'timeout' | 'too_many' | 'wrong_spacing' | 'out_of_order' | 'inconclusive' | 'cancelled' | 'bin_removed'} AwaitOutcome */

/** @typedef {{id: number, name: string, outcome: AwaitOutcome}} AwaitLink */

/**
 * @typedef {object} Await
 * @property {number} id
 * @property {string} name
 * @property {string} bin
 * @property {string[]} [bins]
 * @property {string} expected
 * @property {number} observed
 * @property {number} minimum
 * @property {number | null} maximum
 * @property {AwaitOutcome} outcome
 * @property {string} message
 * @property {string} began_at
 * @property {string} deadline_at
 * @property {number} waited_ms
 * @property {number} left_ms
 * @property {boolean} settling enough came; it waits for quiet
 * @property {{[bin: string]: number}} [after] where its window begins
 */

/** @typedef {{condition: string, ok: boolean, expected: string, actual: string, at?: string}} MissCondition */
/** @typedef {{score: number, conditions: MissCondition[], record: ApiRecord}} NearMiss */
/** @typedef {{condition: string, expected: string, passed: number, seen?: {value: string, count: number}[], others?: number}} FunnelStep */
/** @typedef {{name: string, bin: string, times: number, met: boolean, records: (ApiRecord | Summary)[]}} OrderStep */

/**
 * How an await ended and why; while it waits, an Await.
 * @typedef {object} VerdictOnly
 * @property {number} [window] how many records it looked at
 * @property {number} [settled_ms]
 * @property {string} [evidence]
 * @property {(ApiRecord | Summary)[]} [matched]
 * @property {string[]} [spacing]
 * @property {OrderStep[]} [steps]
 * @property {string} [step_problem]
 * @property {{ms: number, record: Summary} | null} [late]
 * @property {NearMiss[]} [near]
 * @property {FunnelStep[]} [funnel]
 * @property {string[]} [hints]
 * @property {string} [text] all of it, for a terminal
 */
/** @typedef {Await & VerdictOnly} Verdict */

/**
 * @typedef {object} Stub
 * @property {string} name
 * @property {string} url
 * @property {number} sessions
 * @property {number} hits
 * @property {number} unmatched
 * @property {number} open_exchanges
 * @property {{under_way: number, refused: number}} calls
 * @property {boolean} healthy
 */

/**
 * @typedef {object} StubSession
 * @property {string} id
 * @property {string} place
 * @property {string} [description]
 * @property {string} [owner]
 * @property {string} matches
 * @property {boolean} any
 * @property {number} hits
 */

/**
 * @typedef {object} Health of a stub's files
 * @property {boolean} healthy
 * @property {number} loads
 * @property {number} failures
 * @property {boolean} watching
 * @property {string} [why_not_watching]
 * @property {{text: string}[]} findings
 */

/** @typedef {{[key: string]: any}} Session of Moco, as it was written */

/**
 * What a target answered.
 * @typedef {object} SentAnswer
 * @property {string} url
 * @property {number} status
 * @property {number} took_ms
 * @property {Pair[]} headers
 * @property {Body} body
 */

// The embedded bus, as /api/v2/bus gives it (busview/api/bus_openapi.json).

/** @typedef {{partition: number, leader: number, leader_epoch: number, start: number, stable: number, end: number, bytes: number}} BusPartition */
/** @typedef {{topic: string, id: string, replication: number, partitions: BusPartition[], config: {[key: string]: string}}} BusTopic */
/** @typedef {{topic: string, partition: number}} BusPlace */
/** @typedef {{member: string, instance: string | null, client: string, host: string, partitions: BusPlace[]}} BusMember */
/** @typedef {BusPlace & {offset: number | null, end: number | null, lag: number | null, metadata?: string}} BusCommit `offset` null: nothing is committed there */

/**
 * @typedef {object} BusGroup
 * @property {string} group
 * @property {string} state as Kafka names it: Empty, PreparingRebalance, CompletingRebalance, Stable, Dead
 * @property {number} generation
 * @property {string} protocol_type
 * @property {string} protocol
 * @property {string} leader
 * @property {number} coordinator
 * @property {BusMember[]} members
 * @property {BusCommit[]} commits
 * @property {number} lag of all partitions together
 */

/**
 * @typedef {object} BusRecord
 * @property {string} topic
 * @property {number} partition
 * @property {number} offset
 * @property {number} timestamp_ms
 * @property {string} at
 * @property {string | null} key
 * @property {boolean} null_value
 * @property {Pair[]} headers
 * @property {Body} body
 * @property {'open' | 'committed' | 'aborted' | null} transaction
 * @property {string} [unreadable] why the batch cannot be looked into; then there are `partition` and `offset` alone
 */

/**
 * What happened on the bus. Which of the others are there, its type says.
 * @typedef {object} BusEvent
 * @property {number} gseq
 * @property {string} type
 * @property {string} at
 * @property {string} [client]
 * @property {string | null} [group]
 * @property {string} [topic]
 * @property {number} [partition]
 * @property {number} [offset]
 * @property {number} [upto] behind the last record
 * @property {number} [generation]
 * @property {BusPlace[]} [partitions]
 * @property {(BusPlace & {offset: number})[]} [commits]
 * @property {string | null} [transaction]
 * @property {string} [how]
 * @property {string} [why]
 * @property {string} [what]
 */

/**
 * What stands in a file: whole records, as GET bins/{bin}/requests/{id} gives them, and what belongs to them.
 * @typedef {object} EmbeddedData
 * @property {1} version
 * @property {string} [origin] of the captured calls
 * @property {(Partial<Bin> & {name: string, kind: Bin['kind'], url?: string})[]} bins every bin that a record names;
 *   `url`: where it was reached. What is left out is counted.
 * @property {ApiRecord[]} records
 * @property {Verdict[]} [awaits] which of them counted a record, their `matched` says
 * @property {{stub: Stub, sessions: StubSession[], health: Health}[]} [stubs]
 */

export {};

import type { AbortedTransaction } from './batch.ts';

/** The answer to a Fetch request (version 11) for one partition. */
export interface FetchResponse {
  /** 0 when the fetch worked; numbers of Kafka's `Errors`. */
  readonly errorCode: number;
  readonly highWatermark: number;
  /** End of what a `read_committed` consumer may see. */
  readonly lastStableOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  /** Record batches, the last one maybe cut off. */
  readonly recordSet: Buffer;
}

/**
 * Reads the answer down to the record set, which it leaves undecoded: kafkajs's own decoder loses the ends of empty
 * batches and makes three objects a record. Layout: https://kafka.apache.org/protocol#The_Messages_Fetch
 */
export function decodeFetchResponse(bytes: Buffer): FetchResponse {
  let at = 4;
  const int16 = () => bytes.readInt16BE((at += 2) - 2);
  const int32 = () => bytes.readInt32BE((at += 4) - 4);
  const int64 = () => bytes.readBigInt64BE((at += 8) - 8);
  const sessionError = int16();
  at += 4;
  if (sessionError !== 0 || int32() === 0) return failure(sessionError);
  at += 2 + bytes.readInt16BE(at);
  at += 4 + 4;
  const errorCode = int16();
  const highWatermark = Number(int64());
  const lastStableOffset = Number(int64());
  at += 8;
  const aborted: AbortedTransaction[] = [];
  for (let left = int32(); left > 0; left -= 1) {
    aborted.push({ producerId: int64(), firstOffset: Number(int64()) });
  }
  at += 4;
  const size = Math.max(0, int32());
  return { errorCode, highWatermark, lastStableOffset, aborted, recordSet: bytes.subarray(at, at + size) };
}

function failure(errorCode: number): FetchResponse {
  return { errorCode, highWatermark: -1, lastStableOffset: -1, aborted: [], recordSet: Buffer.alloc(0) };
}

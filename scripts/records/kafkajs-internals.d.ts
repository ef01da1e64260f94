/** kafkajs ships no types for what lies below its public API. */
declare module 'kafkajs/src/protocol/requests/fetch/v11/request.js' {
  interface FetchRequest {
    readonly replicaId: number;
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly isolationLevel: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly fetchOffset: string;
        readonly maxBytes: number;
      }[];
    }[];
  }
  const fetchRequest: (options: FetchRequest) => object;
  export default fetchRequest;
}

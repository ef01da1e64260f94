package workshop.s3sink.file;

/** A file that gets no more lines and waits for S3. */
public record SealedFile(String key, ObjectFacts facts, ByteChunks body) {}

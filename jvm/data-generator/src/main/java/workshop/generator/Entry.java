package workshop.generator;

/**
 * One configuration key, taken apart.
 *
 * @param head first word, such as {@code genkp}
 * @param topic null for {@code global} keys
 * @param path {@link Path#PRIMITIVE} where the directive has no attribute
 * @param verb the words after topic and attribute, such as {@code sometimes.matching}
 */
record Entry(String key, String head, String topic, Path path, String verb, String value) {
  boolean isAboutField() {
    return head.startsWith("gen") || head.startsWith("attr");
  }

  /** The value that the entry is about; only if it is about one. */
  FieldId field() {
    return new FieldId(topic, head.contains("k") ? Part.KEY : Part.VALUE, path);
  }
}

package workshop.generator;

/** Names one generated value: the key or value of a topic, or an attribute of it. */
record FieldId(String topic, Part part, Path path) {
  /**
   * As a {@code matching} expression writes it: {@code customer.key}, {@code
   * owner.value.name->full}.
   */
  @Override
  public String toString() {
    String whole = topic + "." + part.word();
    return path.isPrimitive() ? whole : whole + "." + path;
  }
}

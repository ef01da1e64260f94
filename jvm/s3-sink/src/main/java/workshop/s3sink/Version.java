package workshop.s3sink;

import java.util.Optional;

/** The version of the connector, as its jar's manifest tells it. */
final class Version {
  private Version() {}

  static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("0");
  }
}

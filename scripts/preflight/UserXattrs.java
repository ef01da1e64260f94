import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;

/** Sets a user attribute on a new file in the given folder, as S3Proxy does for the metadata of an object. */
class UserXattrs {
  public static void main(String[] args) throws Exception {
    Path file = Files.createTempFile(Path.of(args[0]), "xattr", null);
    try {
      Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
          .write("workshop", ByteBuffer.wrap(new byte[] {1}));
    } finally {
      Files.delete(file);
    }
  }
}

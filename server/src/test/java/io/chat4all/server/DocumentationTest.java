package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// Every public type says what it is for, and pages link to what is there.
class DocumentationTest {

  /// To a file here, without the place in it.
  private static final Pattern LINK = Pattern.compile("\\]\\((?![a-z]+:|#)([^)#\\s]+)[^)]*\\)");

  @Test
  void everyPublicTypeIsDocumented() throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjects(sources()));
      var docs = DocTrees.instance(task);
      var undocumented = new ArrayList<String>();
      for (var unit : task.parse()) {
        new PublicTypes(docs, unit, undocumented).scan(unit, null);
      }

      assertThat(undocumented).isEmpty();
    }
  }

  @Test
  void linksInPagesLeadSomewhere() throws IOException {
    var root = Path.of("..").toAbsolutePath().normalize();
    var broken = new ArrayList<String>();
    try (var inRoot = Files.list(root);
        var inDocs = Files.list(root.resolve("docs"))) {
      for (var page :
          Stream.concat(inRoot, inDocs).filter(f -> f.toString().endsWith(".md")).toList()) {
        for (var link : LINK.matcher(Files.readString(page)).results().toList()) {
          if (!Files.exists(page.resolveSibling(link.group(1)))) {
            broken.add(root.relativize(page) + ": " + link.group(1));
          }
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  private static Path[] sources() throws IOException {
    var root = Path.of("..").toAbsolutePath().normalize();
    var found = new ArrayList<Path>();
    try (var modules = Files.list(root)) {
      for (var module :
          modules.map(m -> m.resolve("src/main/java")).filter(Files::isDirectory).toList()) {
        try (var files = Files.walk(module)) {
          files
              .filter(f -> f.toString().endsWith(".java"))
              .filter(f -> !f.endsWith("package-info.java"))
              .forEach(found::add);
        }
      }
    }
    assertThat(found).hasSizeGreaterThan(100);
    return found.toArray(Path[]::new);
  }

  private static final class PublicTypes extends TreePathScanner<Void, Void> {
    private final DocTrees docs;
    private final CompilationUnitTree unit;
    private final List<String> undocumented;

    private PublicTypes(DocTrees docs, CompilationUnitTree unit, List<String> undocumented) {
      this.docs = docs;
      this.unit = unit;
      this.undocumented = undocumented;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      boolean isPublic = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
      boolean isTopLevel =
          getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
      if (isTopLevel
          && isPublic
          && docs.getDocCommentTree(TreePath.getPath(unit, (Tree) type)) == null) {
        undocumented.add(unit.getPackageName() + "." + type.getSimpleName());
      }
      return super.visitClass(type, null);
    }
  }
}

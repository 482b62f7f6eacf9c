/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.central;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/**
 * Class paths from Maven Central, by way of the local repository: what is there is not asked for.
 */
public final class Repository implements AutoCloseable {
  private static final RemoteRepository CENTRAL =
      new RemoteRepository.Builder("central", "default", "https://repo.maven.apache.org/maven2")
          .build();

  private final RepositorySystem system = new RepositorySystemSupplier().get();
  private final CloseableSession session;

  /** Opens the local repository. */
  public Repository() {
    Path local =
        Path.of(
            System.getProperty(
                "maven.repo.local", System.getProperty("user.home") + "/.m2/repository"));
    session =
        new SessionBuilderSupplier(system)
            .get()
            .withLocalRepositoryBaseDirectories(local)
            .setSystemProperties(System.getProperties())
            .build();
  }

  /**
   * The jars of these coordinates, {@code group:artifact:version}, and of all they depend on.
   *
   * @param without {@code group:artifact} of what is left out
   * @throws IllegalStateException which says what could not be had
   */
  public List<Path> classPath(List<String> coordinates, List<String> without) {
    List<Exclusion> exclusions = new ArrayList<>();
    for (String excluded : without) {
      String[] parts = excluded.split(":");
      exclusions.add(new Exclusion(parts[0], parts[1], "*", "*"));
    }
    CollectRequest collect = new CollectRequest().addRepository(CENTRAL);
    for (String one : coordinates) {
      collect.addDependency(new Dependency(new DefaultArtifact(one), "runtime", false, exclusions));
    }
    try {
      List<Path> jars = new ArrayList<>();
      DependencyRequest request =
          new DependencyRequest(collect, DependencyFilterUtils.classpathFilter("runtime"));
      for (ArtifactResult result :
          system.resolveDependencies(session, request).getArtifactResults()) {
        if (result.getArtifact().getExtension().equals("jar")) {
          jars.add(result.getArtifact().getPath());
        }
      }
      return jars;
    } catch (DependencyResolutionException e) {
      throw new IllegalStateException(
          "not to be had from Maven Central: " + coordinates + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    session.close();
    system.shutdown();
  }
}

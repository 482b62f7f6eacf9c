/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

/** Writes what the customer gets. */
public class ReportGenerator {
  private static final int PAGES = 40;

  /** The report on a project that has a design. */
  public String generate(Project project) {
    if (project.areaFt2() == null) {
      throw new IllegalStateException("project " + project.id() + " has no design");
    }
    StringBuilder report = new StringBuilder("Sign: " + project.name() + "\n");
    for (int page = 1; page <= PAGES; page++) {
      report.append("Page ").append(page).append(" of ").append(PAGES).append('\n');
      report.append("Area: ").append(project.areaFt2()).append(" sq ft\n");
    }
    return report.toString();
  }
}

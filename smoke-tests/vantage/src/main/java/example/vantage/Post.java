/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.vantage;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/** What an organisation has written. */
@Entity
@Table(name = "posts")
public class Post {
  @Id @GeneratedValue private Long id;

  @Column(nullable = false)
  private String organization;

  @Column(nullable = false, length = 80)
  private String title;

  @Column(nullable = false, length = 20)
  private String status = "draft";

  @Version private int version;

  protected Post() {}

  Post(String organization, String title) {
    this.organization = organization;
    this.title = title;
  }

  public Long getId() {
    return id;
  }

  public String getOrganization() {
    return organization;
  }

  public String getTitle() {
    return title;
  }

  public String getStatus() {
    return status;
  }

  void setStatus(String status) {
    this.status = status;
  }
}

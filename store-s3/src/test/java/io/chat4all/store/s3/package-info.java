/// Files in an S3 object store.
@NullMarked
package io.chat4all.store.s3;

import org.jspecify.annotations.NullMarked;

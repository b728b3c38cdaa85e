/**
 * Lists of videos with their classes, in the formats of data sets and of the tools of the field, and label files.
 * {@link io.github.xclip4j.lists.ListReader} reads a list and says line by line what is wrong with it;
 * {@link io.github.xclip4j.lists.VideoRoot} opens the videos that it names, in a folder or in a tar.
 */
@NullMarked
package io.github.xclip4j.lists;

import org.jspecify.annotations.NullMarked;

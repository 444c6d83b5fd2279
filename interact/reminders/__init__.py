"""What people are told of what waits for them: on a page, by e-mail if they wish."""

"""What `interact worker` does: tells people of what is due, and sends their e-mails.

It holds no key to a case or to a name. The tables decide what is done; the queue only
says when to look.
"""

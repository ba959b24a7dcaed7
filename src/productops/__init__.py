"""productops"""
